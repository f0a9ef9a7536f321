"""How many customers each grade has before and after, for the widget that draws it."""


def distribution(env, before, after, counts):
    """Return the bars of a picture as plain data, the best grade first.

    :param before: what the first number of each grade is, in words
    :param after: what the second one is
    :param counts: {grade: (before, after)}; the empty grade stands for no grade
    """
    # sudo: a grade has no secrets, one of another company neither
    counts = {grade.sudo(): numbers for grade, numbers in counts.items()}
    ranked = sorted(counts, key=lambda grade: (not grade, grade.sequence, grade.id))
    return {
        "before": before,
        "after": after,
        "rows": [
            {
                "grade": grade.display_name if grade else env._("Without Grade"),
                "color": grade.color if grade else 0,
                "before": counts[grade][0],
                "after": counts[grade][1],
            }
            for grade in ranked
        ],
    }
