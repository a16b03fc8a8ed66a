package clerk

// Sample is a month's sheet of a made-up county, with two sections, amounts as
// clerks write them, and one cell that is wrong: the year to date of the third
// project stands in the cell of the month.
func Sample(year int) (Book, error) {
	rows := []Row{
		{
			Section: "一、续建项目", Name: "示例精密铸造园区项目", Industry: "高端装备", Scale: "建设标准厂房12万平方米", Years: "2019-2021", Place: "经济开发区",
			Total: "5.2亿", Month: 1200, Cumulative: "18,300", Year: 9600, Planned: 26000, Progress: "主体施工", Filing: "已办结", Company: "示例精密铸造有限公司",
		},
		{
			Section: "一、续建项目", Name: "示例污水处理厂扩建项目", Industry: "市政", Scale: "日处理规模4万吨", Years: "2018-2020", Place: "城北片区",
			Total: 32000, Month: "８００", Cumulative: 21000, Year: 4100, Planned: 9000, Progress: "设备安装", Filing: "已办结", Company: "示例水务有限公司",
		},
		{
			Section: "二、新建项目", Name: "示例老旧小区改造项目", Industry: "保障性住房", Scale: "改造小区6个", Years: "2020", Place: "滨河片区",
			Total: 8000, Month: 3500, Cumulative: 2100, Year: 2100, Planned: 8000, Progress: "全面施工", Filing: "办理中", Company: "示例城建有限公司",
		},
	}
	return Workbook(rows, Messy(year))
}
