"""Amounts as people say them: 56.3万, 1.2亿, 1.2M."""

from odoo.tools import formatLang

# what a figure is divided by and what is written behind it, biggest first
CHINESE = {"zh_CN": ((1e8, "亿"), (1e4, "万")), "zh_TW": ((1e8, "億"), (1e4, "萬"))}
CHINESE["zh_HK"] = CHINESE["zh_TW"]
OTHERS = ((1e6, "M"), (1e3, "k"))


def short_amount(env, amount, currency):
    """Return an amount with its currency, shortened to a figure or two behind the point.

    :param amount: in the currency; below ten thousand (a thousand) it is written out
    """
    for factor, sign in CHINESE.get(env.lang, OTHERS):
        if abs(amount) >= factor:
            number = formatLang(env, amount / factor, digits=1) + sign
            break
    else:
        number = formatLang(env, amount, digits=0)
    before = currency.position == "before"
    return f"{currency.symbol}{number}" if before else f"{number}{currency.symbol}"
