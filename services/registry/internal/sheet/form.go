package sheet

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"pacesetter/services/registry/internal/sheet/xlsx"
)

// The annexes of the monthly report.
const (
	AnnexPlanning          = 1 // 前期项目谋划表
	AnnexNewAndCompleted   = 2 // 新建（竣工）项目情况表
	AnnexUnderConstruction = 3 // 在建项目进展情况表
	Ledger                 = 4 // 旧台账: no annex, and of any layout
)

// Form is one of the annexes as it is printed, and what tells a clerk's sheet of
// it from the others.
type Form struct {
	Annex int
	Name  string // of the title, behind unit and year
	Tab   string // of the worksheet in what we write

	fields []field
	group  group
	// marks tell the annex from the others: a header has one of them at least, and
	// so many amounts. not are the marks of others that this one must not have.
	marks, not []Column
	amounts    int
	// free is a form of any layout: a header names the project's column and has one more, the
	// rest a person may say. Nothing is handed out in it.
	free bool
	own  Headers // of the unit whose sheet is read
}

// field is a column of a form.
type field struct {
	column   Column
	printed  string // as printed; # stands for the year
	required bool   // a sheet without it cannot be imported
	monthly  bool   // says something of the month alone: blank in what is handed out for the next
}

// group is a header printed above several columns.
type group struct {
	printed     string
	first, last Column
}

// forms are the annexes of the seed; nobody writes to them.
var forms = []*Form{
	{
		Annex: AnnexPlanning, Name: "前期项目谋划表", Tab: "前期项目谋划",
		fields: []field{
			{ColumnNumber, "序号", false, false},
			{ColumnName, "项目名称", true, false},
			{ColumnIndustry, "行业领域", false, false},
			{ColumnScale, "建设内容及规模", false, false},
			{ColumnYears, "建设年限", false, false},
			{ColumnPlace, "建设地点", false, false},
			{ColumnTotalInvestment, "总投资", true, false},
			{ColumnSigning, "签约情况", false, false},
			{ColumnProcedures, "手续办理进展", false, false},
			{ColumnDemolition, "拆迁进展", false, false},
			{ColumnProblems, "存在问题", false, false},
			{ColumnUnit, "责任单位", false, false},
			{ColumnCompany, "项目单位", false, false},
			{ColumnContact, "项目单位联系人及电话", false, false},
		},
		marks: []Column{ColumnSigning, ColumnProcedures, ColumnDemolition},
		not:   []Column{ColumnMonth, ColumnCumulative, ColumnYearToDate},
	},
	{
		Annex: AnnexNewAndCompleted, Name: "新建（竣工）项目情况表", Tab: "新建（竣工）项目情况",
		fields: []field{
			{ColumnNumber, "序号", false, false},
			{ColumnName, "项目名称", true, false},
			{ColumnIndustry, "行业领域", false, false},
			{ColumnCompany, "建设单位", false, false},
			{ColumnScale, "建设规模和主要内容", false, false},
			{ColumnPlace, "项目实施地点", false, false},
			{ColumnTotalInvestment, "总投资", true, false},
			{ColumnYears, "建设起止年限", false, false},
			{ColumnPlannedYear, "#年投资目标", true, false},
			{ColumnFiling, "审批、核准、备案", false, false},
			{ColumnEnvironment, "环评", false, false},
			{ColumnLandApproval, "土地", false, false},
			{ColumnLandPlanning, "规划", false, false},
			{ColumnProgress, "项目进展情况", false, true},
			{ColumnContact, "项目单位联系人及电话", false, false},
			{ColumnRemarks, "备注", false, false},
		},
		group:   group{"前期进展情况（必须填写详细，不能留空格）", ColumnFiling, ColumnLandPlanning},
		marks:   []Column{ColumnPlannedYear, ColumnFiling, ColumnLandApproval},
		not:     []Column{ColumnMonth, ColumnCumulative, ColumnYearToDate, ColumnSigning, ColumnProcedures, ColumnDemolition},
		amounts: 1,
	},
	{
		Annex: AnnexUnderConstruction, Name: "在建项目进展情况表", Tab: "在建项目进展情况",
		fields: []field{
			{ColumnNumber, "序号", false, false},
			{ColumnName, "项目名称", true, false},
			{ColumnIndustry, "行业领域", false, false},
			{ColumnScale, "建设内容及规模", false, false},
			{ColumnYears, "建设年限", false, false},
			{ColumnPlace, "建设地点", false, false},
			{ColumnTotalInvestment, "总投资", true, false},
			{ColumnMonth, "本月完成投资", true, true},
			{ColumnCumulative, "累计完成投资", true, true},
			{ColumnYearToDate, "年度完成投资", true, true},
			{ColumnProgress, "形象进度", false, true},
			{ColumnLandApproval, "用地审批手续", false, false},
			{ColumnFiling, "审批核准备案手续", false, false},
			{ColumnLandPlanning, "用地规划手续", false, false},
			{ColumnBuildingPlanning, "建设规划手续", false, false},
			{ColumnEnvironment, "环评审批手续", false, false},
			{ColumnPlannedYear, "# 年计划完成投资", false, false},
			{ColumnChiefOfficer, "首席服务员", false, false},
			{ColumnUnit, "责任单位", false, false},
			{ColumnResponsible, "责任人", false, false},
			{ColumnCompany, "项目单位", false, false},
			{ColumnContact, "项目单位联系人及电话", false, false},
		},
		group:   group{"联审联批手续", ColumnLandApproval, ColumnEnvironment},
		marks:   []Column{ColumnMonth, ColumnCumulative, ColumnYearToDate},
		amounts: 2,
	},
	{
		Annex: Ledger, Name: "项目台账", Tab: "项目台账", free: true,
		fields: []field{
			{ColumnNumber, "序号", false, false},
			{ColumnCode, "项目代码", false, false},
			{ColumnName, "项目名称", true, false},
			{ColumnIndustry, "行业领域", false, false},
			{ColumnCompany, "项目单位", false, false},
			{ColumnUnit, "责任单位", false, false},
			{ColumnScale, "建设内容及规模", false, false},
			{ColumnPlace, "建设地点", false, false},
			{ColumnTotalInvestment, "总投资", true, false},
			{ColumnYears, "建设年限", false, false},
			{ColumnPlannedYear, "#年计划完成投资", false, false},
			{ColumnProgress, "形象进度", false, false},
			{ColumnContact, "项目单位联系人及电话", false, false},
			{ColumnRemarks, "备注", false, false},
		},
	},
}

// IsFree tells whether sheets of any layout are read by the form: none are handed out.
func (f *Form) IsFree() bool { return f.free }

// FormOf is the form of an annex; false for an annex that there is not.
func FormOf(annex int) (*Form, bool) {
	i := slices.IndexFunc(forms, func(f *Form) bool { return f.Annex == annex })
	if i < 0 {
		return nil, false
	}
	return forms[i], true
}

// Columns are the form's columns in printed order.
func (f *Form) Columns() []Column {
	all := make([]Column, len(f.fields))
	for i, d := range f.fields {
		all[i] = d.column
	}
	return all
}

// at is the place of a column in the printed form, 1 for A; 0 where it has none.
func (f *Form) at(c Column) int {
	return 1 + slices.IndexFunc(f.fields, func(d field) bool { return d.column == c })
}

// Has tells whether the form has the column.
func (f *Form) Has(c Column) bool { return f.at(c) > 0 }

// Letter is the column's letter in the printed form. A clerk's sheet may have moved
// it: Issue.Cell names the cell of that sheet.
func (f *Form) Letter(c Column) string { return xlsx.Letters(f.at(c)) }

// Header is how messages and kept cells name the column: as printed, without a year.
func (f *Form) Header(c Column) string { return f.headerIn(c, 0) }

// headerIn is Header with the year of the plan where there is one.
func (f *Form) headerIn(c Column, year int) string {
	text := ""
	if year > 0 {
		text = strconv.Itoa(year)
	}
	return strings.ReplaceAll(strings.ReplaceAll(f.printed(c), "# ", "#"), "#", text)
}

// printedIn is the header exactly as printed, with the year.
func (f *Form) printedIn(c Column, year int) string {
	return strings.ReplaceAll(f.printed(c), "#", strconv.Itoa(year))
}

func (f *Form) printed(c Column) string {
	if at := f.at(c); at > 0 {
		return f.fields[at-1].printed
	}
	return ""
}

// headers are the forms in which clerks write the column's header, as parseLabel
// leaves them; the printed one first.
func (f *Form) headers(c Column) []string {
	if !f.Has(c) {
		return nil
	}
	first := parseLabel(f.Header(c)).text
	return append([]string{first}, slices.DeleteFunc(slices.Clone(aliases[c]), func(h string) bool { return h == first })...)
}

// required are the columns without which a sheet cannot be imported.
func (f *Form) required() []Column {
	var all []Column
	for _, d := range f.fields {
		if d.required {
			all = append(all, d.column)
		}
	}
	return all
}

// telling are the headers by which the form is recognised, for people.
func (f *Form) telling() string {
	var names []string
	for _, d := range f.fields {
		if d.required || slices.Contains(f.marks, d.column) {
			names = append(names, "“"+f.Header(d.column)+"”")
		}
	}
	return strings.Join(names, "")
}

// members are the columns printed under the group's header.
func (f *Form) members() []Column {
	if f.group.printed == "" {
		return nil
	}
	return f.Columns()[f.at(f.group.first)-1 : f.at(f.group.last)]
}

var leadingYear = regexp.MustCompile(`^20\d\d`)

// Owns tells whether kept cells under this name are those of a column of the form.
func (f *Form) Owns(name string) bool {
	name = leadingYear.ReplaceAllString(name, "")
	return slices.ContainsFunc(f.fields, func(d field) bool { return f.Header(d.column) == name })
}
