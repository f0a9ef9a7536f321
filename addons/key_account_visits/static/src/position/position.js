import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, useState } from "@odoo/owl";

/** Puts the position of the device on a check-in, when its owner asks for it. */
export class CustomerPosition extends Component {
    static template = "key_account_visits.CustomerPosition";
    static props = { ...standardWidgetProps };

    setup() {
        this.notification = useService("notification");
        this.state = useState({ asking: false });
    }

    ask() {
        if (!navigator.geolocation) {
            this.refuse();
            return;
        }
        this.state.asking = true;
        navigator.geolocation.getCurrentPosition(
            (position) => this.take(position.coords),
            () => this.refuse(),
            { timeout: 15000, maximumAge: 60000 }
        );
    }

    async take({ latitude, longitude }) {
        this.state.asking = false;
        await this.props.record.update({ latitude, longitude });
    }

    refuse() {
        this.state.asking = false;
        this.notification.add(_t("This device tells no position. Check in by place only."), {
            type: "warning",
        });
    }
}

registry.category("view_widgets").add("customer_position", { component: CustomerPosition });
