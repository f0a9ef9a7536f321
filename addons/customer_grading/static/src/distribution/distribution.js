import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** How many customers each grade has before and after: two bars a grade, with their numbers. */
export class GradeDistribution extends Component {
    static template = "customer_grading.GradeDistribution";
    static props = { ...standardFieldProps };

    get picture() {
        const picture = this.props.record.data[this.props.name];
        return picture && picture.rows.length ? picture : null;
    }

    get rows() {
        const { rows } = this.picture;
        const most = Math.max(1, ...rows.flatMap((row) => [row.before, row.after]));
        return rows.map((row) => ({
            ...row,
            shareBefore: (row.before * 100) / most,
            shareAfter: (row.after * 100) / most,
            difference: row.after - row.before,
        }));
    }
}

registry.category("fields").add("customer_grade_distribution", {
    component: GradeDistribution,
    displayName: _t("Customers of Each Grade"),
    supportedTypes: ["json"],
});
