import { registry } from "@web/core/registry";
import { CalendarCommonRenderer } from "@web/views/calendar/calendar_common/calendar_common_renderer";
import { CalendarModel } from "@web/views/calendar/calendar_model";
import { CalendarRenderer } from "@web/views/calendar/calendar_renderer";
import { calendarView } from "@web/views/calendar/calendar_view";
import { CalendarYearRenderer } from "@web/views/calendar/calendar_year/calendar_year_renderer";

/** The weekend ends a Chinese week, and what is no exception is off then (U-10). */
function weekendClasses(info) {
    return [0, 6].includes(info.date.getDay()) ? ["o_workday_weekend"] : [];
}

class WorkdayModel extends CalendarModel {
    setup() {
        super.setup(...arguments);
        this.meta.firstDayOfWeek = 1;
    }
}

class WorkdayCommonRenderer extends CalendarCommonRenderer {
    getDayCellClassNames(info) {
        return [...super.getDayCellClassNames(info), ...weekendClasses(info)];
    }
}

class WorkdayYearRenderer extends CalendarYearRenderer {
    getDayCellClassNames(info) {
        return [...super.getDayCellClassNames(info), ...weekendClasses(info)];
    }
}

class WorkdayRenderer extends CalendarRenderer {
    static components = {
        ...CalendarRenderer.components,
        day: WorkdayCommonRenderer,
        week: WorkdayCommonRenderer,
        month: WorkdayCommonRenderer,
        year: WorkdayYearRenderer,
    };
}

registry.category("views").add("workday_calendar", {
    ...calendarView,
    Model: WorkdayModel,
    Renderer: WorkdayRenderer,
});
