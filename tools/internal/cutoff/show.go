package cutoff

import (
	"fmt"
	"io"
	"strings"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"pacesetter/pkg/money"
	"pacesetter/pkg/month"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/tools/internal/table"
)

// Show writes cut-offs for people.
func Show(w io.Writer, cutoffs []*statisticsv1.Cutoff) error {
	var rows [][]string
	for _, c := range cutoffs {
		rows = append(rows, []string{
			c.GetId(), c.GetUnitName(), c.GetMonth(), fmt.Sprint(c.GetRevision()), clock(c.GetCutoffTime()), clock(c.GetAsOfTime()), c.GetPublisher(), c.GetNote(),
		})
	}
	return table.Write(w, []table.Column{
		{Title: "编号"}, {Title: "单位"}, {Title: "月份"}, {Title: "版次", Right: true}, {Title: "公布时间"}, {Title: "数据截至"}, {Title: "公布人"}, {Title: "说明"},
	}, rows)
}

// Show writes restatements for people: one line per figure or attribute.
func (r Restatements) Show(w io.Writer) error {
	fmt.Fprintf(w, "%s  %s  第 %d 次截止  公布于 %s\n", r.Cutoff.GetUnitName(), r.Cutoff.GetMonth(), r.Cutoff.GetRevision(), clock(r.Cutoff.GetCutoffTime()))
	fmt.Fprintf(w, "年度完成 %s → %s 亿元，完成率 %s%% → %s%%\n",
		yi(r.Frozen.GetInvestedYuan()), yi(r.Now.GetInvestedYuan()), orDash(r.Frozen.GetRateShown()), orDash(r.Now.GetRateShown()))
	if len(r.Projects) == 0 {
		_, err := fmt.Fprintln(w, "截止以来没有变动。")
		return err
	}
	var rows [][]string
	for _, p := range r.Projects {
		rows = append(rows, lines(p)...)
	}
	return table.Write(w, []table.Column{
		{Title: "项目"}, {Title: "单位"}, {Title: "指标"}, {Title: "截止数", Right: true}, {Title: "现在", Right: true}, {Title: "得知时间"},
	}, rows)
}

func lines(p *statisticsv1.Restatement) [][]string {
	var rows [][]string
	for _, f := range p.GetFigures() {
		name, amount := figureWord(f.GetFigure())
		rows = append(rows, []string{p.GetName(), p.GetUnitName(), name, amount(f.GetOld()), amount(f.GetNew()), clock(f.GetKnownTime())})
	}
	for _, a := range p.GetAttributes() {
		rows = append(rows, []string{p.GetName(), p.GetUnitName(), attributeWord(a.GetAttribute()), a.GetOld(), a.GetNew(), clock(a.GetKnownTime())})
	}
	return rows
}

// figureWord is a figure's Chinese word and how its amounts are written. One that is
// newer than this program is called what the service calls it.
func figureWord(figure string) (string, func(int64) string) {
	word, known := map[string]string{
		"projects": "项目数", "due": "应报", "reported": "已报", "missing": "未报", "unlisted": "未列入清单",
		"total_investment_yuan": "总投资(万元)", "planned_yuan": "年度计划(万元)", "invested_yuan": "年度完成(万元)", "month_yuan": "本月完成(万元)",
		"due_to_start": "应开工", "started": "已开工", "started_of_due": "应开工中已开工",
		"due_to_start_no_land": "应开工(不需新增用地)", "started_no_land": "已开工(不需新增用地)", "starts_certified": "开工已认定",
		"due_to_resume": "应复工", "resumed": "已复工",
		"due_to_complete": "应竣工", "completed": "已竣工", "completed_of_due": "应竣工中已竣工", "completions_certified": "竣工已认定",
		"statistics_eligible": "应统", "statistics_entered": "已入库纳统",
		"reserve": "储备项目", "reserve_total_investment_yuan": "储备总投资(万元)", "signed_yuan": "签约金额(万元)", "arrived_yuan": "到位资金(万元)",
		"on_time": "按时报送", "corrected": "更正", "described": "已知要素情况", "facts_listed": "应填要素", "facts_filled": "已填要素",
	}[figure]
	if !known {
		word = figure
	}
	if known && strings.HasSuffix(figure, "_yuan") {
		return word, func(n int64) string { return money.FormatWan(money.Yuan(n)) }
	}
	return word, func(n int64) string { return fmt.Sprint(n) }
}

func attributeWord(attribute string) string {
	word, known := map[string]string{"unit": "所属单位", "category": "类别", "nature": "建设性质", "listings": "名单"}[attribute]
	if !known {
		return attribute
	}
	return word
}

func yi(yuan int64) string { return money.ShowYi(money.Yuan(yuan), 2) }

func orDash(text string) string {
	if text == "" {
		return "—"
	}
	return text
}

func clock(at *timestamppb.Timestamp) string {
	if at == nil {
		return "—"
	}
	return at.AsTime().In(month.Shanghai()).Format("2006-01-02 15:04:05")
}

// Object is what JSON writes of restatements: the contract's own messages.
func (r Restatements) Object() any {
	return map[string]any{"cutoff": message{r.Cutoff}, "frozen": message{r.Frozen}, "now": message{r.Now}, "restatements": messages(r.Projects)}
}

// Objects is what JSON writes of cut-offs.
func Objects(cutoffs []*statisticsv1.Cutoff) any { return messages(cutoffs) }

// message is a message of the contract with its own field names, as REST writes it.
type message struct{ proto.Message }

// MarshalJSON implements json.Marshaler.
func (m message) MarshalJSON() ([]byte, error) {
	return protojson.MarshalOptions{UseProtoNames: true, EmitUnpopulated: true}.Marshal(m.Message)
}

func messages[M proto.Message](list []M) []message {
	out := make([]message, len(list))
	for i, m := range list {
		out[i] = message{m}
	}
	return out
}
