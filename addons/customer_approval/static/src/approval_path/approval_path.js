import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

const ICONS = {
    waiting: "fa-circle-o text-muted",
    pending: "fa-clock-o text-info",
    approved: "fa-check-circle text-success",
    rejected: "fa-times-circle text-danger",
    returned: "fa-reply text-warning",
    cancelled: "fa-minus-circle text-muted",
};

/** The steps of an approval in a line: who, what was decided, until when (REQ A-07). */
export class ApprovalPath extends Component {
    static template = "customer_approval.ApprovalPath";
    static props = { ...standardFieldProps };

    get path() {
        return this.props.record.data[this.props.name] || { steps: [] };
    }

    icon(step) {
        return ICONS[step.state];
    }

    isUndecided(step) {
        return step.state === "waiting" || step.state === "pending";
    }

    hasAgreed(step, person) {
        return this.isUndecided(step) && (step.agreed || []).includes(person.id);
    }
}

registry.category("fields").add("approval_path", {
    component: ApprovalPath,
    supportedTypes: ["json"],
});

/** Opens the next request that waits in place of the one just decided. */
registry.category("actions").add("customer_approval_next", (env, action) =>
    env.services.action.doAction(action.params.action, { stackPosition: "replaceCurrentAction" })
);
