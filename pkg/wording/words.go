package wording

var values = map[string]string{
	"province": "省重点", "city": "市重点", "county": "县重点", "renovation": "技改",
	"industry": "产业", "infrastructure": "基础设施", "livelihood": "民生",
	"new": "新建", "continued": "续建",
	"planned": "谋划", "reserved": "储备", "signed": "签约", "preparing": "前期", "started": "开工", "building": "在建",
	"suspended": "停工", "completed": "竣工", "producing": "投产", "at_capacity": "达产", "withdrawn": "退库",
}

var attributes = map[string]string{"unit": "考核单位", "category": "类别", "nature": "性质", "listings": "级别"}

// figures are those of a roll-up, of lifecycles, and under_way, which targets count.
var figures = map[string]string{
	"projects": "列入清单", "due": "应报", "reported": "已报", "missing": "未报", "unlisted": "清单外月报",
	"total_investment_yuan": "总投资", "planned_yuan": "年度计划", "planned_to_date_yuan": "截至当月计划", "invested_yuan": "年度完成", "month_yuan": "本月完成",
	"due_to_start": "应开工", "started": "已开工", "started_of_due": "应开工中已开工",
	"due_to_start_no_land": "应开工（不需新增用地）", "started_no_land": "已开工（不需新增用地）", "starts_certified": "开工已认定",
	"under_way":     "已开工（含续建）",
	"due_to_resume": "应复工", "resumed": "已复工", "due_to_complete": "应竣工", "completed": "已竣工",
	"completed_of_due": "应竣工中已竣工", "completions_certified": "竣工已认定",
	"statistics_eligible": "应统", "statistics_entered": "已入库纳统",
	"reserve": "储备项目", "reserve_total_investment_yuan": "储备总投资", "signed_yuan": "签约金额", "arrived_yuan": "到位资金",
	"on_time": "按时报送", "corrected": "更正", "described": "已知要素情况", "facts_listed": "应填要素", "facts_filled": "已填要素",
}

var measures = map[string]string{
	"MEASURE_PERCENT": "%", "MEASURE_POINTS": "个百分点", "MEASURE_YUAN": "亿元", "MEASURE_TIMES": "倍", "MEASURE_SCORE": "分",
	"MEASURE_COUNT": "个", "MEASURE_UNSPECIFIED": "个",
}

var libraries = map[string]string{
	"proposed": "申报（未入库）", "reserve": "储备库", "annual": "年度建设库", "key": "重点工程库", "completed": "竣工出库", "withdrawn": "退库",
}

var targetStates = map[string]string{
	"TARGET_STATE_NO_DATA": "无数据", "TARGET_STATE_PENDING": "推进中", "TARGET_STATE_ATTAINED": "已达标", "TARGET_STATE_MISSED": "未达标",
}
