import { user } from "@web/core/user";
import { patch } from "@web/core/utils/patch";
import { formatFloat } from "@web/views/fields/formatters";
import { GraphRenderer } from "@web/views/graph/graph_renderer";

// what a figure is divided by and what is written behind it, biggest first
const UNITS = {
    "zh-CN": [[1e8, "亿"], [1e4, "万"]],
    "zh-TW": [[1e8, "億"], [1e4, "萬"]],
    "zh-HK": [[1e8, "億"], [1e4, "萬"]],
};

patch(GraphRenderer.prototype, {
    /** Chinese counts by ten thousands: 56.3万, not 563k (U-10). */
    formatValue(value, allIntegers = true, formatType = "") {
        const ours = this.model.metaData.resModel.startsWith("customer.");
        const units = (ours && !formatType && UNITS[user.lang]) || [];
        for (const [factor, sign] of units) {
            if (Math.abs(value) >= factor) {
                const digits = [false, 2];
                return formatFloat(value / factor, { digits, trailingZeros: false }) + sign;
            }
        }
        if (units.length) {
            return formatFloat(value, { digits: [false, 2], trailingZeros: false });
        }
        return super.formatValue(value, allIntegers, formatType);
    },
});
