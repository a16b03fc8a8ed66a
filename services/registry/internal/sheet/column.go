package sheet

// Column is a column of an annex. What one annex calls 项目单位 and another 建设单位 is
// one column.
type Column uint8

// The columns of the annexes: those of annex 3 first, in the order they are printed there.
const (
	ColumnNumber           Column = iota + 1 // 序号
	ColumnName                               // 项目名称
	ColumnIndustry                           // 行业领域
	ColumnScale                              // 建设内容及规模
	ColumnYears                              // 建设年限
	ColumnPlace                              // 建设地点
	ColumnTotalInvestment                    // 总投资
	ColumnMonth                              // 本月完成投资
	ColumnCumulative                         // 累计完成投资
	ColumnYearToDate                         // 年度完成投资
	ColumnProgress                           // 形象进度
	ColumnLandApproval                       // 用地审批手续
	ColumnFiling                             // 审批核准备案手续
	ColumnLandPlanning                       // 用地规划手续
	ColumnBuildingPlanning                   // 建设规划手续
	ColumnEnvironment                        // 环评审批手续
	ColumnPlannedYear                        // 2021年计划完成投资
	ColumnChiefOfficer                       // 首席服务员
	ColumnUnit                               // 责任单位
	ColumnResponsible                        // 责任人
	ColumnCompany                            // 项目单位
	ColumnContact                            // 项目单位联系人及电话
	ColumnSigning                            // 签约情况
	ColumnProcedures                         // 手续办理进展
	ColumnDemolition                         // 拆迁进展
	ColumnProblems                           // 存在问题
	ColumnRemarks                            // 备注
	ColumnCode                               // 项目代码
)

// aliases are the forms in which clerks write a header, as parseLabel leaves them;
// nobody writes to it. 建设单位 is both what annex 2 calls the company and what some
// sheets call the unit in charge; the company is what it is here.
var aliases = map[Column][]string{
	ColumnNumber:           {"序号", "编号", "项目序号"},
	ColumnName:             {"项目名称", "名称", "项目", "工程名称"},
	ColumnIndustry:         {"行业领域", "行业", "所属行业", "领域", "行业类别", "产业领域", "所属领域"},
	ColumnScale:            {"建设内容及规模", "建设规模及内容", "建设规模和主要内容", "建设内容和规模", "主要建设内容及规模", "建设规模及主要内容", "主要建设内容", "建设内容", "建设规模"},
	ColumnYears:            {"建设年限", "建设起止年限", "起止年限", "建设起止时间", "建设周期", "建设工期"},
	ColumnPlace:            {"建设地点", "项目实施地点", "实施地点", "项目地点", "建设地址", "地点"},
	ColumnTotalInvestment:  {"总投资", "项目总投资", "计划总投资", "总投资额", "投资总额"},
	ColumnMonth:            {"本月完成投资", "本月完成", "本月完成投资额", "当月完成投资", "当月完成", "本月投资", "月完成投资", "月完成", "月份完成投资"},
	ColumnCumulative:       {"累计完成投资", "累计完成", "累计完成投资额", "累计投资", "项目累计完成投资", "开工以来累计完成投资", "自开工累计完成投资"},
	ColumnYearToDate:       {"年度完成投资", "年度完成", "年度累计完成投资", "年度累计完成", "年度完成投资额", "本年完成投资", "本年完成", "本年累计完成投资", "今年完成投资", "今年累计完成投资", "年初以来完成投资", "年初累计完成投资", "当年完成投资", "年完成投资", "年完成", "年累计完成投资"},
	ColumnProgress:         {"形象进度", "工程形象进度", "目前形象进度", "形象进展", "工程进度", "项目进展情况", "进展情况"},
	ColumnLandApproval:     {"用地审批手续", "用地审批", "用地手续"},
	ColumnFiling:           {"审批核准备案手续", "审批核准备案", "立项手续", "立项"},
	ColumnLandPlanning:     {"用地规划手续", "用地规划", "用地规划许可"},
	ColumnBuildingPlanning: {"建设规划手续", "建设规划", "工程规划手续", "工程规划许可"},
	ColumnEnvironment:      {"环评审批手续", "环评审批", "环评手续", "环评"},
	ColumnPlannedYear:      {"年计划完成投资", "年度计划完成投资", "年计划", "年度计划", "年计划投资", "年度计划投资", "年度投资计划", "年投资计划", "年投资目标", "年度投资目标", "本年计划投资", "本年计划完成投资", "今年计划投资", "计划完成投资"},
	ColumnChiefOfficer:     {"首席服务员", "驻企服务员", "服务员"},
	ColumnUnit:             {"责任单位", "牵头责任单位", "牵头单位"},
	ColumnResponsible:      {"责任人", "责任领导", "单位责任人"},
	ColumnCompany:          {"项目单位", "建设单位", "项目业主", "业主单位", "项目法人", "企业名称", "项目建设单位"},
	ColumnContact:          {"项目单位联系人及电话", "联系人及电话", "联系人及联系电话", "联系人电话", "联系人", "联系电话", "联系方式"},
	ColumnSigning:          {"签约情况", "签约", "是否签约", "签约进展", "签约进展情况"},
	ColumnProcedures:       {"手续办理进展", "手续办理情况", "手续办理", "手续进展", "前期手续办理情况", "前期手续"},
	ColumnDemolition:       {"拆迁进展", "拆迁", "拆迁情况", "征地拆迁", "征迁进展", "征地拆迁进展", "征迁情况"},
	ColumnProblems:         {"存在问题", "问题", "存在的问题", "存在困难和问题", "存在主要问题"},
	ColumnRemarks:          {"备注", "说明"},
	ColumnCode:             {"项目代码", "全国投资项目代码", "投资项目代码", "项目统一代码", "统一代码", "国家代码", "赋码", "项目编码"},
}

// isAmount reports whether the column holds money.
func (c Column) isAmount() bool {
	switch c { //nolint:exhaustive // all others hold text
	case ColumnTotalInvestment, ColumnMonth, ColumnCumulative, ColumnYearToDate, ColumnPlannedYear:
		return true
	default:
		return false
	}
}
