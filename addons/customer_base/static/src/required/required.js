import { formatList } from "@web/core/l10n/utils";
import { _t } from "@web/core/l10n/translation";
import { Record } from "@web/model/relational_model/record";
import { patch } from "@web/core/utils/patch";

/** Labels of the fields of a record that are not filled in, those of its lines among them. */
function missingLabels(record) {
    const labels = [];
    for (const name of record._invalidFields) {
        const { string, type } = record.fields[name];
        const lines = type === "one2many" ? record.data[name].records : [];
        const ofLines = new Set(lines.flatMap(missingLabels));
        labels.push(ofLines.size ? `${string} (${formatList([...ofLines])})` : string);
    }
    return labels;
}

patch(Record.prototype, {
    /** Documents of ours have many pages: which field is missing may not be on the screen (U-04). */
    _displayInvalidFieldNotification() {
        if (!this.resModel.startsWith("customer.")) {
            return super._displayInvalidFieldNotification(...arguments);
        }
        const message = _t("Please fill in: %s", formatList(missingLabels(this)));
        return this.model.notification.add(message, { type: "danger" });
    },
});
