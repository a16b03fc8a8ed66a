package synth

import "fmt"

// category is what a category's projects are about.
type category struct {
	key        string
	industries []string
	works      []string
}

// categories lists the three categories of the library with made-up works.
var categories = []category{
	{"industry", []string{"高端装备", "新材料", "高端化工", "新能源汽车", "生物医药", "电子信息", "现代农业"}, []string{
		"精密铸造生产线", "高性能膜材料", "循环化工联产", "动力电池部件", "医药中间体", "智能传感器", "粮油精深加工", "绿色铝型材", "纺织智能化改造", "氢能装备",
	}},
	{"infrastructure", []string{"交通", "能源", "水利", "市政"}, []string{
		"快速路改建", "铁路专用线", "城市供热管网", "污水处理厂扩建", "输变电工程", "河道治理", "园区综合管廊", "港口泊位",
	}},
	{"livelihood", []string{"教育", "卫生健康", "文化旅游", "保障性住房"}, []string{
		"职业教育实训基地", "中心医院新院区", "棚户区改造", "康养服务中心", "文化场馆", "老旧小区改造", "智慧社区",
	}},
}

// projectName names the n-th project of a unit; the number keeps names distinct.
func projectName(unit, work string, n int) string {
	phase := []string{"", "（一期）", "（二期）"}[n%3]
	return fmt.Sprintf("%s%s%d号项目%s", unit, work, n+1, phase)
}

// companyName names a made-up enterprise.
func companyName(unit, industry string, series uint64, n int) string {
	if series == 0 {
		return fmt.Sprintf("%s示例%s%d有限公司", unit, industry, n+1)
	}
	return fmt.Sprintf("%s示例%s%d-%d有限公司", unit, industry, series, n+1)
}

// progressWords tell how far a site is, by the share of the plan that is done.
var progressWords = []string{"场地平整", "基础施工", "主体施工", "主体封顶", "设备安装", "设备调试", "完工待验收"}

func progress(done, planned int64) string {
	step := int(done * int64(len(progressWords)) / max(planned, 1))
	return progressWords[min(step, len(progressWords)-1)]
}
