package sheetimport

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

func (r *registry) UndoImport(_ context.Context, req *registryv1.UndoImportRequest) (*registryv1.UndoImportResponse, error) {
	if r.refuse != nil {
		return nil, r.refuse
	}
	return &registryv1.UndoImportResponse{
		Import: &registryv1.Import{Id: req.GetId()}, UndoneCount: 1, LeftCount: 1,
		Rows: []*registryv1.UndoRow{
			{Row: 5, ProjectId: "p-1", Name: "甲项目", Action: registryv1.UndoAction_UNDO_ACTION_REPORT},
			{Row: 6, ProjectId: "p-2", Name: "乙项目", Action: registryv1.UndoAction_UNDO_ACTION_LEAVE, Reason: "REPORT_TOUCHED", Message: req.GetReason()},
		},
	}, nil
}

func TestAnImportIsTakenBack(t *testing.T) {
	undone, err := Undo(t.Context(), serve(t, &registry{}), "i-1", "传错了表")
	if err != nil || undone.ImportID != "i-1" || undone.Undone != 1 || undone.Rows[1].Action != "leave" || undone.Rows[1].Reason != "REPORT_TOUCHED" {
		t.Fatalf("Undo() = %+v, %v", undone, err)
	}
	var out bytes.Buffer
	if err := undone.Show(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"甲项目", "恢复原月报", "保留", "传错了表", "已撤销 1 行，保留 1 行"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not told:\n%s", want, out.String())
		}
	}
	_, err = Undo(t.Context(), serve(t, &registry{refuse: errs.Precondition("MONTH_LOCKED", "")}), "i-1", "传错了表")
	if err == nil {
		t.Error("a refusal is not told")
	}
}
