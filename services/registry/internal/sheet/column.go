package sheet

import (
	"pacesetter/services/registry/internal/sheet/xlsx"
)

// Column is one of the 22 columns of annex 3, in the order they are printed.
type Column uint8

// The columns of annex 3 (在建项目进展情况表).
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
)

const columnCount = int(ColumnContact)

// jointHeader is the header printed above the five joint approvals.
const jointHeader = "联审联批手续"

// spec is what is known of a column: the printed header first, then the forms in
// which clerks shorten it. All of them are written as fold leaves them.
type spec struct {
	headers  []string
	required bool
}

// specs is the table of headers; nobody writes to it. 建设单位 is both what annex 2 calls the company
// and what some sheets call the unit in charge; the company is what it is here.
var specs = map[Column]spec{
	ColumnNumber:           {headers: []string{"序号", "编号", "项目序号"}},
	ColumnName:             {headers: []string{"项目名称", "名称", "项目", "工程名称"}, required: true},
	ColumnIndustry:         {headers: []string{"行业领域", "行业", "所属行业", "领域", "行业类别", "产业领域", "所属领域"}},
	ColumnScale:            {headers: []string{"建设内容及规模", "建设规模及内容", "建设规模和主要内容", "建设内容和规模", "主要建设内容及规模", "建设规模及主要内容", "主要建设内容", "建设内容", "建设规模"}},
	ColumnYears:            {headers: []string{"建设年限", "建设起止年限", "起止年限", "建设起止时间", "建设周期", "建设工期"}},
	ColumnPlace:            {headers: []string{"建设地点", "项目实施地点", "实施地点", "项目地点", "建设地址", "地点"}},
	ColumnTotalInvestment:  {headers: []string{"总投资", "项目总投资", "计划总投资", "总投资额", "投资总额"}, required: true},
	ColumnMonth:            {headers: []string{"本月完成投资", "本月完成", "本月完成投资额", "当月完成投资", "当月完成", "本月投资", "月完成投资", "月完成", "月份完成投资"}, required: true},
	ColumnCumulative:       {headers: []string{"累计完成投资", "累计完成", "累计完成投资额", "累计投资", "项目累计完成投资", "开工以来累计完成投资", "自开工累计完成投资"}, required: true},
	ColumnYearToDate:       {headers: []string{"年度完成投资", "年度完成", "年度累计完成投资", "年度累计完成", "年度完成投资额", "本年完成投资", "本年完成", "本年累计完成投资", "今年完成投资", "今年累计完成投资", "年初以来完成投资", "年初累计完成投资", "当年完成投资", "年完成投资", "年完成", "年累计完成投资"}, required: true},
	ColumnProgress:         {headers: []string{"形象进度", "工程形象进度", "目前形象进度", "形象进展", "工程进度", "项目进展情况", "进展情况"}},
	ColumnLandApproval:     {headers: []string{"用地审批手续", "用地审批", "用地手续"}},
	ColumnFiling:           {headers: []string{"审批核准备案手续", "审批核准备案", "立项手续", "立项"}},
	ColumnLandPlanning:     {headers: []string{"用地规划手续", "用地规划", "用地规划许可"}},
	ColumnBuildingPlanning: {headers: []string{"建设规划手续", "建设规划", "工程规划手续", "工程规划许可"}},
	ColumnEnvironment:      {headers: []string{"环评审批手续", "环评审批", "环评手续", "环评"}},
	ColumnPlannedYear:      {headers: []string{"年计划完成投资", "年度计划完成投资", "年计划", "年度计划", "年计划投资", "年度计划投资", "年度投资计划", "年投资计划", "年投资目标", "年度投资目标", "本年计划投资", "本年计划完成投资", "今年计划投资", "计划完成投资"}},
	ColumnChiefOfficer:     {headers: []string{"首席服务员", "驻企服务员", "服务员"}},
	ColumnUnit:             {headers: []string{"责任单位", "牵头责任单位", "牵头单位"}},
	ColumnResponsible:      {headers: []string{"责任人", "责任领导", "单位责任人"}},
	ColumnCompany:          {headers: []string{"项目单位", "建设单位", "项目业主", "业主单位", "项目法人", "企业名称", "项目建设单位"}},
	ColumnContact:          {headers: []string{"项目单位联系人及电话", "联系人及电话", "联系人及联系电话", "联系人电话", "联系人", "联系电话", "联系方式"}},
}

// Columns returns the columns in printed order.
func Columns() []Column {
	all := make([]Column, 0, columnCount)
	for c := ColumnNumber; c <= ColumnContact; c++ {
		all = append(all, c)
	}
	return all
}

// Letter returns the column's letter in the printed form, A to V. A clerk's sheet
// may have moved it: Issue.Cell names the cell of that sheet.
func (c Column) Letter() string { return xlsx.Letters(int(c)) }

// Header returns the printed header; of the year's plan without its year.
func (c Column) Header() string {
	if s, ok := specs[c]; ok {
		return s.headers[0]
	}
	return ""
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

// isJointApproval reports whether the column stands under 联审联批手续.
func (c Column) isJointApproval() bool {
	return c >= ColumnLandApproval && c <= ColumnEnvironment
}
