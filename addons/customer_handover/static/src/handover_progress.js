import { registry } from "@web/core/registry";
import { ProgressBarField, progressBarField } from "@web/views/fields/progress_bar/progress_bar_field";
import { onMounted, onWillUnmount } from "@odoo/owl";

const EVERY = 4000;

/** Progress of a hand-over that looks by itself how far it is. */
export class HandoverProgress extends ProgressBarField {
    setup() {
        super.setup();
        onMounted(() => {
            this.timer = setInterval(() => this.look(), EVERY);
        });
        onWillUnmount(() => clearInterval(this.timer));
    }

    async look() {
        const { record } = this.props;
        const moving = ["moving", "undoing"].includes(record.data.state);
        if (moving && record.resId && !(await record.isDirty())) {
            await record.load();
        }
    }
}

registry.category("fields").add("handover_progress", {
    ...progressBarField,
    component: HandoverProgress,
});
