import { registry } from "@web/core/registry";
import { graphView } from "@web/views/graph/graph_view";
import { GraphRenderer } from "@web/views/graph/graph_renderer";

// as the badges of the levels: attention, serious, lost
const COLORS = { 1: "#5bc0de", 2: "#f0ad4e", 3: "#d9534f" };

/** Loss warnings by level: a lost customer is red on every chart, whatever else is shown. */
export class LossGraphRenderer extends GraphRenderer {
    /** Return the colour of a level by its words, nothing for the words of anything else. */
    levelColor(label) {
        const found = this.model.metaData.fields.level.selection.find(([, name]) => name === label);
        return found && COLORS[found[0]];
    }

    get byLevel() {
        const { groupBy } = this.model.metaData;
        return groupBy.length > 0 && groupBy.at(-1).fieldName === "level";
    }

    paint(data) {
        if (!this.byLevel) {
            return data;
        }
        const alone = this.model.metaData.groupBy.length === 1;
        for (const dataset of data.datasets) {
            const labels = alone ? data.labels : [dataset.label];
            const colors = labels.map((label) => this.levelColor(String(label)));
            if (colors.every(Boolean)) {
                dataset.backgroundColor = alone ? colors : colors[0];
                dataset.hoverBackgroundColor = dataset.backgroundColor;
            }
        }
        return data;
    }

    getBarChartData() {
        return this.paint(super.getBarChartData());
    }

    getPieChartData() {
        return this.paint(super.getPieChartData());
    }
}

registry.category("views").add("customer_loss_graph", {
    ...graphView,
    Renderer: LossGraphRenderer,
});
