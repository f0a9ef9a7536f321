import { WarningDialog } from "@web/core/errors/error_dialogs";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { onWillStart, toRaw } from "@odoo/owl";

// So long the way back to the list may take, which closes all dialogs when it is there.
const WAY_BACK = 10000;

/**
 * The refusal of a customer, or of a record about one, with the way to ask for it (U-04).
 */
export class CustomerRefusalDialog extends WarningDialog {
    static template = "customer_base.CustomerRefusalDialog";

    setup() {
        super.setup();
        this.action = useService("action");
        this.mayAsk = false;
        this.stayOnTheWayBack();
        onWillStart(async () => {
            this.mayAsk = await user.hasGroup("customer_base.group_customer_user");
        });
    }

    /**
     * Whoever opens a link to what is refused is taken to the list, and has to see why.
     */
    stayOnTheWayBack() {
        const data = toRaw(this.env.dialogData); // nothing is drawn anew for it
        const close = data.close;
        const shown = Date.now();
        data.close = (params) => {
            if (params?.noReload && Date.now() - shown < WAY_BACK) {
                data.close = close; // once
                return;
            }
            close(params);
        };
    }

    inferTitle() {
        return _t("Not Open to You");
    }

    async askForAccess() {
        await this.action.doAction("customer_base.customer_access_request_action", {
            viewType: "form",
            additionalContext: { default_customer_names: this.props.data.context.customer_names },
            forceLeave: true,
        });
        this.props.close();
    }
}

registry
    .category("error_dialogs")
    .add("odoo.addons.customer_base.tools.refusal.CustomerAccessError", CustomerRefusalDialog);
