import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { KeepLast } from "@web/core/utils/concurrency";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/**
 * Who a customer is, at the head of its form. It is asked for when the form is there already,
 * and again when the form was saved or read anew.
 */
export class CustomerOverview extends Component {
    static template = "customer_base.CustomerOverview";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({ overview: null });
        onWillStart(() => {
            this.load(this.props.record); // not waited for
        });
        onWillUpdateProps((next) => this.refresh(next.record));
        useBus(this.props.record.model.bus, "update", () => this.refresh(this.props.record));
    }

    /** What was read of a record is replaced as a whole, what is typed is not part of it. */
    refresh(record) {
        if (record._values !== this.read) {
            this.load(record);
        }
    }

    async load(record) {
        this.read = record._values;
        if (!record.resId) {
            this.state.overview = null;
            return;
        }
        const overview = await this.keepLast.add(
            this.orm.silent.call("res.partner", "customer_overview", [[record.resId]])
        );
        this.state.overview = overview;
    }

    async open(name) {
        const { resModel, resId, context } = this.props.record;
        await this.action.doActionButton({
            type: "object",
            name,
            resModel,
            resId,
            resIds: [resId],
            context,
            onClose: () => this.load(this.props.record),
        });
    }
}

registry.category("view_widgets").add("customer_overview", { component: CustomerOverview });
