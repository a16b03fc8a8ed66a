package sheetimport

import (
	"context"
	"fmt"
	"io"

	"github.com/google/uuid"

	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/table"
)

// Undone is what became of an import that was taken back; its JSON form is the
// command's.
type Undone struct {
	ImportID string      `json:"import_id"`
	Undone   int32       `json:"undone"` // rows that went back
	Left     int32       `json:"left"`   // rows that were left
	Rows     []UndoneRow `json:"rows"`
}

// UndoneRow is a row that went back, or was left for a reason.
type UndoneRow struct {
	Row       int32  `json:"row"`
	ProjectID string `json:"project_id"`
	Name      string `json:"name"`
	Action    string `json:"action"` // leave, creation, first_report, report, project or project_year
	Reason    string `json:"reason,omitempty"`
	Message   string `json:"message,omitempty"`
}

// undoWords name the actions, for programs and for people.
var undoWords = map[registryv1.UndoAction][2]string{
	registryv1.UndoAction_UNDO_ACTION_UNSPECIFIED:  {"", ""},
	registryv1.UndoAction_UNDO_ACTION_LEAVE:        {"leave", "保留"},
	registryv1.UndoAction_UNDO_ACTION_CREATION:     {"creation", "新项目退库"},
	registryv1.UndoAction_UNDO_ACTION_FIRST_REPORT: {"first_report", "月报撤回"},
	registryv1.UndoAction_UNDO_ACTION_REPORT:       {"report", "恢复原月报"},
	registryv1.UndoAction_UNDO_ACTION_PROJECT:      {"project", "恢复原登记"},
	registryv1.UndoAction_UNDO_ACTION_PROJECT_YEAR: {"project_year", "撤下年度信息"},
}

// Undo takes back what an import wrote and nobody touched since.
func Undo(ctx context.Context, c *client.Client, id, reason string) (Undone, error) {
	res, err := c.Imports.UndoImport(ctx, &registryv1.UndoImportRequest{Id: id, Reason: reason, RequestId: uuid.NewString()})
	if err != nil {
		return Undone{}, err
	}
	u := Undone{ImportID: res.GetImport().GetId(), Undone: res.GetUndoneCount(), Left: res.GetLeftCount(), Rows: []UndoneRow{}}
	for _, r := range res.GetRows() {
		u.Rows = append(u.Rows, UndoneRow{
			Row: r.GetRow(), ProjectID: r.GetProjectId(), Name: r.GetName(),
			Action: undoWords[r.GetAction()][0], Reason: r.GetReason(), Message: r.GetMessage(),
		})
	}
	return u, nil
}

// Show writes the outcome for people.
func (u Undone) Show(w io.Writer) error {
	words := map[string]string{}
	for _, both := range undoWords {
		words[both[0]] = both[1]
	}
	rows := make([][]string, len(u.Rows))
	for i, r := range u.Rows {
		rows[i] = []string{fmt.Sprint(r.Row), r.Name, words[r.Action], r.Message}
	}
	if err := table.Write(w, []table.Column{{Title: "行", Right: true}, {Title: "项目"}, {Title: "撤销后"}, {Title: "原因"}}, rows); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "已撤销 %d 行，保留 %d 行。\n", u.Undone, u.Left)
	return err
}
