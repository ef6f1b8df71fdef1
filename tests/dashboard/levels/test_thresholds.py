"""The lines of a level: shown with source and date, set by a manager, never erased, used again from the history."""

from __future__ import annotations

from datetime import UTC, datetime

from etl.store.levels.thresholds import threshold_edits

LEVELS = "pages/analytics/service_levels.py"


def opened(shop, metric="ship_in_time"):
    return shop.open(LEVELS, "en", section="thresholds", metric=metric)


def set_lines(app, alert, limit, metric="ship_in_time"):
    app.number_input(key=f"alert_{metric}").set_value(alert)
    app.number_input(key=f"limit_{metric}").set_value(limit)
    [submit] = [button for button in app.button if button.label == "Set these lines"]
    return submit.click().run()


def lines_shown(app):
    return app.table[0].value.to_dict("records")


def test_the_lines_in_force_are_shown_with_source_date_and_author(shop):
    [accepted, shipped, late] = lines_shown(opened(shop))
    assert accepted == {
        "Level": "Accepted in time", "Alert": "at least 98%", "Limit": "at least 97\\.5%", "Since": "–", "By": "–",
        "Source": "defaults of Vigie",
    }  # fmt: skip
    assert (shipped["Limit"], shipped["Source"], shipped["Since"], shipped["By"]) == (
        "at least 96\\.5%", "set here", "2 Jan", "ana"
    )  # fmt: skip
    assert (late["Alert"], late["Limit"]) == ("at most 3%", "at most 4%")


def test_a_manager_sets_lines_and_they_are_kept_with_name_and_instant(shop):
    begun = datetime.now(UTC)
    app = set_lines(opened(shop), 99.0, 98.0)
    assert not app.exception
    [edit] = threshold_edits(shop.ops)
    assert (edit.metric, edit.alert, edit.limit, edit.set_by) == ("ship_in_time", 99.0, 98.0, "ana")
    assert edit.set_at >= begun
    assert any("alert 99%, limit 98%" in text.value and "next publication" in text.value for text in app.markdown)


def test_lines_on_the_wrong_side_are_refused_with_the_reason_and_nothing_is_written(shop):
    app = set_lines(opened(shop), 95.0, 98.0)
    assert threshold_edits(shop.ops) == []
    assert any("must come before its limit" in error.value for error in app.error)


def test_an_earlier_line_is_used_again_as_a_new_entry(shop):
    app = opened(shop)
    [again] = [button for button in app.button if button.key == "again_ship_in_time_1"]
    again.click().run()
    [edit] = threshold_edits(shop.ops)
    assert (edit.alert, edit.limit) == (97.0, 96.0)


def test_an_edit_that_was_published_no_longer_waits(shop):
    set_lines(opened(shop), 99.0, 98.0)
    [edit] = threshold_edits(shop.ops)
    shop.publish(2, extra_sql="insert into thresholds values ('ship_in_time', 99, 98, 'min', 'edited', "
                 f"date '{edit.valid_from}', 'ana', timestamptz '{edit.set_at.isoformat()}')")  # fmt: skip
    assert not any("next publication" in text.value for text in opened(shop).markdown)
