package server_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/xuri/excelize/v2"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// returned is the workbook that comes back with remarks.
type returned struct {
	content []byte
	first   *registryv1.AnnotateImportResponse
}

func (d *desk) annotated(ctx context.Context) (returned, error) {
	var back returned
	stream, err := d.AnnotateImport(ctx, &registryv1.AnnotateImportRequest{Id: d.id, Options: d.options})
	if err != nil {
		return back, err
	}
	for {
		piece, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return back, nil
		}
		if err != nil {
			return back, err
		}
		if back.first == nil {
			back.first = piece
		}
		back.content = append(back.content, piece.GetContent()...)
	}
}

// comments are the remarks by cell.
func (b returned) comments(tb testing.TB) map[string]string {
	tb.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(b.content))
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	all, err := f.GetComments(f.GetSheetName(0))
	if err != nil {
		tb.Fatal(err)
	}
	said := map[string]string{}
	for _, c := range all {
		said[c.Cell] = c.Text
		for _, run := range c.Paragraph {
			said[c.Cell] += run.Text
		}
	}
	return said
}

func TestTheUploadedWorkbookComesBackWithRemarks(t *testing.T) {
	r := imported(t, sound("甲项目"))
	r.clock.advance(30 * 24 * time.Hour) // June has begun
	bad, renamed := sound("乙项目"), sound("甲项目二期")
	bad.month, renamed.company = "约10万元", "甲项目公司"
	d := r.upload("2020-06", sound("甲项目").with(20, 70), bad, renamed)
	back, err := d.annotated(r.county())
	if err != nil {
		t.Fatal(err)
	}
	if f := back.first; f.GetFileName() != "五月（批注）.xlsx" || len(f.GetLost()) > 0 || f.GetCellCount() != 2 {
		t.Errorf("first piece = %v", f)
	}
	said := back.comments(t)
	if !strings.Contains(said["H6"], "不是金额") || !strings.Contains(said["H6"], "建议：") || !strings.Contains(said["B7"], "不能确定是不是同一个项目") || len(said) != 2 {
		t.Errorf("remarks are %v", said)
	}
	// Who leaves a row out is told of no error any more.
	d.decide(skip(6), is(7, r.find("甲项目")))
	if back, err = d.annotated(r.county()); err != nil || !strings.Contains(back.comments(t)["B7"], "同一个项目") && !strings.Contains(back.comments(t)["B7"], "与登记不同") {
		t.Errorf("remarks are %v, %v", back.comments(t), err)
	}
	// Mended in place, it is imported.
	if rows := r.uploadFile("2020-06", edited(t, back.content, map[string]any{"H6": 10})).preview.GetRows(); rows[1].GetAction() != registryv1.RowAction_ROW_ACTION_CREATE {
		t.Errorf("the mended row is %v", rows[1])
	}
}

func TestWhoseWorkbookComesBack(t *testing.T) {
	r := start(t)
	d := r.upload("2020-05", sound("甲项目"))
	_, err := d.annotated(r.as(authn.RoleCounty, "wd"))
	wantReason(t, err, errs.KindNotFound, "IMPORT_NOT_FOUND")
	d.id = uuid.NewString()
	_, err = d.annotated(r.county())
	wantReason(t, err, errs.KindNotFound, "IMPORT_NOT_FOUND")
}
