"""Company names without what is left out in speech: region, branch, legal form.

「河北冀渤矿业有限公司」 is called 冀渤矿业, written 「冀渤矿业（邯郸）」 and signs as
「…武安分公司」: one key for them all. It says *maybe* the same; names whose regions contradict
each other are different companies.
"""

import re
import unicodedata
from functools import lru_cache

from .hanzi import SIMPLIFIED, TRADITIONAL

# Provinces with their prefectures (GB/T 2260), without the word for what they are.
REGIONS = {
    "中国": "",
    "北京": "",
    "天津": "",
    "上海": "",
    "重庆": "",
    "香港": "",
    "澳门": "",
    "台湾": "台北 高雄 台中 台南 新竹 基隆",
    "河北": "石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 雄安",
    "山西": "太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁",
    "内蒙古": "呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 兴安 锡林郭勒 "
    "阿拉善",
    "辽宁": "沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛",
    "吉林": "长春 四平 辽源 通化 白山 松原 白城 延边",
    "黑龙江": "哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 大兴安岭",
    "江苏": "南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁",
    "浙江": "杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水",
    "安徽": "合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城",
    "福建": "福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德",
    "江西": "南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶",
    "山东": "济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽 莱芜",
    "河南": "郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 "
    "驻马店 济源",
    "湖北": "武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施",
    "湖南": "长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西",
    "广东": "广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 "
    "中山 潮州 揭阳 云浮",
    "广西": "南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左",
    "海南": "海口 三亚 三沙 儋州",
    "四川": "成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 "
    "巴中 资阳 阿坝 甘孜 凉山",
    "贵州": "贵阳 六盘水 遵义 安顺 毕节 铜仁 黔西南 黔东南 黔南",
    "云南": "昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 楚雄 红河 文山 西双版纳 大理 德宏 怒江 迪庆",
    "西藏": "拉萨 日喀则 昌都 林芝 山南 那曲 阿里",
    "陕西": "西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛",
    "甘肃": "兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 临夏 甘南",
    "青海": "西宁 海东 海北 黄南 海南州 果洛 玉树 海西",
    "宁夏": "银川 石嘴山 吴忠 固原 中卫",
    "新疆": "乌鲁木齐 克拉玛依 吐鲁番 哈密 昌吉 博尔塔拉 巴音郭楞 阿克苏 克孜勒苏 喀什 和田 伊犁 "
    "塔城 阿勒泰 石河子",
}
COUNTRY = "中国"
PROVINCE_OF = {
    city: province for province, cities in REGIONS.items() for city in cities.split()
} | {province: province for province in REGIONS}
_LONGEST = max(map(len, PROVINCE_OF))
_KINDS = "特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|自治州|地区|省|市|盟".split("|")
# a county or a district that the list above does not hold
_LEADING_COUNTY = re.compile(r"[\u4e00-\u9fff]{2,3}?[市县区旗](?=[\u4e00-\u9fff]{3})")
_TRAILING_COUNTY = re.compile(r"(?<=[\u4e00-\u9fff]{3})[\u4e00-\u9fff]{2}[市县区旗]$")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|<[^<>]*>")
_BRANCH_WORDS = ("分公司", "支公司", "分厂", "分店", "办事处", "营业部", "代表处")
_BRANCH = re.compile(f"(?<=公司|集团).{{0,12}}(?:{'|'.join(_BRANCH_WORDS)})$")
_FORMS = re.compile(
    "股份|有限|责任|公司|集团|特殊普通合伙|普通合伙|合伙企业|合伙|个体工商户|个人独资企业"
)
_SIGNS = re.compile(r"[\W_]+")
_TO_SIMPLIFIED = str.maketrans(TRADITIONAL, SIMPLIFIED)
# shorter than this, what is left over is a word for a trade: 河北矿业 is not 山西矿业
MIN_CORE = 3


def _leading_region(text):
    """Return ``(region, length with the word for its kind)`` at the beginning, or ``(None, 0)``."""
    for length in range(min(_LONGEST, len(text)), 1, -1):
        if text[:length] in PROVINCE_OF:
            kind = next((kind for kind in _KINDS if text.startswith(kind, length)), "")
            return text[:length], length + len(kind)
    return None, 0


def _trailing_region(text):
    """Return ``(region, where it begins)`` at the end, or ``(None, 0)``."""
    for start in range(max(MIN_CORE, len(text) - _LONGEST - len(_KINDS[2])), len(text) - 1):
        region, length = _leading_region(text[start:])
        if region and start + length == len(text):
            return region, start
    return None, 0


@lru_cache(maxsize=10_000)
def name_core(name):
    """Return ``(core, regions)`` of a company's name.

    :return: the name without region, brackets, branch and legal form ("" for no name), and the
        frozenset of regions that it names
    """
    text = _bare(name)
    if text.endswith(_BRANCH_WORDS):
        text = _without_branch(text)
    regions = set()
    for bracket in _BRACKETS.findall(text):
        regions.add(_leading_region(bracket[1:-1])[0])
    core = _SIGNS.sub("", _FORMS.sub("", _BRACKETS.sub("", text) or text))
    region, length = _leading_region(core)
    county = None
    while region or (county := _LEADING_COUNTY.match(core)):
        length = length if region else county.end()
        if len(core) - length < MIN_CORE:
            break
        regions.add(region)
        core = core[length:]
        region, length = _leading_region(core)
    region, start = _trailing_region(core)
    if region:
        regions.add(region)
        core = core[:start]
    return core, frozenset(regions - {COUNTRY, None})


def _bare(name):
    text = unicodedata.normalize("NFKC", name or "").lower().translate(_TO_SIMPLIFIED)
    return "".join(text.split())


def _without_branch(text):
    """Return a branch's name as that of its company: without 分公司 and the place before it."""
    company = _BRANCH.sub("", text)
    if company == text:
        word = next(word for word in _BRANCH_WORDS if text.endswith(word))
        company = text[: -len(word)]
        region, start = _trailing_region(company)
        company = company[:start] if region else _TRAILING_COUNTY.sub("", company)
    return company


def is_short_name(name):
    """Return whether the name says nothing of region or branch: the short form of another."""
    core, regions = name_core(name)
    return not regions and core == _SIGNS.sub("", _FORMS.sub("", _bare(name)))


def regions_contradict(first, second):
    """Return whether two sets of regions can't be those of one company."""
    if not first or not second:
        return False
    provinces, others = ({PROVINCE_OF[region] for region in some} for some in (first, second))
    if provinces.isdisjoint(others):
        return True
    cities, others = first - REGIONS.keys(), second - REGIONS.keys()
    return bool(cities and others and cities.isdisjoint(others))
