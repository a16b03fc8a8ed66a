package regions

import (
	"strings"
	"unicode/utf8"
)

// peoples are the names that titles of autonomous regions end in, without 族.
var peoples = strings.Fields(`蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西
	景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔
	独龙 鄂伦春 赫哲 门巴 珞巴 基诺 各`)

// provinceShorts are the provinces whose short names no suffix tells.
var provinceShorts = map[string]string{
	"内蒙古自治区": "内蒙古", "广西壮族自治区": "广西", "西藏自治区": "西藏", "宁夏回族自治区": "宁夏", "新疆维吾尔自治区": "新疆",
	"香港特别行政区": "香港", "澳门特别行政区": "澳门",
}

// titles are the ends of names that people leave out, the longer ones first.
var titles = []string{"自治州", "自治县", "自治旗", "地区", "林区", "矿区", "特区", "新区", "省", "市", "县", "区", "旗", "盟"}

// Short is what people call a region: 滨城 for 滨城区, 恩施 for 恩施土家族苗族自治州.
// A name that would be left with one character stays whole: 沙县, 城区.
func Short(name string) string {
	if short, ok := provinceShorts[name]; ok {
		return short
	}
	for _, title := range titles {
		rest, cut := strings.CutSuffix(name, title)
		if !cut {
			continue
		}
		if strings.HasPrefix(title, "自治") || strings.HasSuffix(rest, "族") {
			rest = withoutPeoples(rest)
		}
		if utf8.RuneCountInString(rest) > 1 {
			return rest
		}
		return name
	}
	return name
}

// withoutPeoples cuts the peoples off the end, the last one without 族 where nothing
// else is left: 鄂伦春.
func withoutPeoples(name string) string {
	for {
		rest, people := withoutPeople(name)
		switch {
		case people == "":
			return name
		case rest == "":
			return people
		case utf8.RuneCountInString(rest) < 2:
			return name
		}
		name = rest
	}
}

// withoutPeople cuts one people off. Names of one character need their 族: 土 and 白
// end ordinary names too.
func withoutPeople(name string) (rest, people string) {
	for _, p := range peoples {
		if rest, cut := strings.CutSuffix(name, p+"族"); cut {
			return rest, p
		}
		if rest, cut := strings.CutSuffix(name, p); cut && utf8.RuneCountInString(p) > 1 {
			return rest, p
		}
	}
	return name, ""
}
