package scenario

import (
	"context"
	"fmt"
	"io"
	"iter"
	"slices"

	"google.golang.org/protobuf/proto"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/progress"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/ingest"
	"pacesetter/tools/internal/synth"
)

const (
	binzhou      = "binzhou-2020"
	binzhouCity  = "sd-bz"
	binzhouMonth = "2020-05"
)

func runBinzhou(ctx context.Context, c *client.Client, out, errOut io.Writer) error {
	fmt.Fprintf(out, "场景 %s\n", binzhou)
	if err := prepare(ctx, c, out); err != nil {
		return err
	}
	written, err := loadBinzhou(ctx, c, out, errOut)
	if err != nil {
		return err
	}
	if err := nameOfficers(ctx, c, out); err != nil {
		return err
	}
	changed, err := changedSince(ctx, c, written)
	if err != nil {
		return err
	}
	return judge(ctx, c, changed, out)
}

// prepare makes the units and the settings of the province.
func prepare(ctx context.Context, c *client.Client, out io.Writer) error {
	created, err := EnsureUnits(ctx, c, synth.BinzhouYear, synth.BinzhouUnits())
	if err != nil {
		return err
	}
	set, err := EnsureSettings(ctx, c, &registryv1.UnitSettings{
		PaceRounding: registryv1.PaceRounding_PACE_ROUNDING_CUT, AutoAccept: proto.Bool(true),
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "  单位：新建 %d 个；省级设置：%s\n", created, map[bool]string{true: "已写入", false: "无需改动"}[set])
	return nil
}

// loadBinzhou writes what the register lacks and tells how many rows that were.
func loadBinzhou(ctx context.Context, c *client.Client, out, errOut io.Writer) (int, error) {
	months := binzhouMonths()
	k, err := look(ctx, c, binzhouCity, months)
	if err != nil {
		return 0, err
	}
	projects, reports := k.lacking(slices.Collect(synth.Binzhou()), months)
	ctx = client.As(ctx, authn.RoleCity, c.Root())
	written := 0
	for _, part := range []struct {
		what string
		rows []*registryv1.IngestRow
	}{{"项目", projects}, {"月报", reports}} {
		tally, err := send(ctx, c, part.what, part.rows, errOut)
		if err != nil {
			return written, err
		}
		written += tally.Written()
		fmt.Fprintf(out, "  %s：写入 %d，原有 %d\n", part.what, tally.Written(), total(part.what)-len(part.rows))
	}
	return written, nil
}

// send writes rows and shows how far that is.
func send(ctx context.Context, c *client.Client, what string, rows []*registryv1.IngestRow, errOut io.Writer) (ingest.Tally, error) {
	bar := progress.New(errOut, "  "+what, len(rows))
	defer bar.Done()
	tally, err := ingest.SendAll(ctx, c.Bulk, chunked(binzhou, rows), bar.Add)
	if err != nil {
		return tally, err
	}
	return tally, tally.Err()
}

func total(what string) int {
	if what == "项目" {
		return binzhouProjects
	}
	return binzhouProjects * synth.BinzhouMonths
}

func binzhouMonths() []string {
	months := make([]string, synth.BinzhouMonths)
	for i := range months {
		months[i] = fmt.Sprintf("%d-%02d", synth.BinzhouYear, i+1)
	}
	return months
}

func chunked(scope string, rows []*registryv1.IngestRow) iter.Seq2[ingest.Chunk, error] {
	return func(yield func(ingest.Chunk, error) bool) {
		chunks, err := ingest.Chunks(scope, rows, ingest.MaxRows)
		if err != nil {
			yield(ingest.Chunk{}, err)
			return
		}
		for _, c := range chunks {
			if !yield(c, nil) {
				return
			}
		}
	}
}

// changedSince tells whether people have changed the scenario's data after an
// earlier run. What this run wrote must come out as published.
func changedSince(ctx context.Context, c *client.Client, written int) (bool, error) {
	if written > 0 {
		return false, nil
	}
	t, err := totals(ctx, c, &registryv1.ListProjectsRequest{Unit: c.Root(), Month: binzhouMonth})
	if err != nil {
		return false, err
	}
	return t.GetProjects() != binzhouProjects || t.GetPlannedYuan() != synth.BinzhouPlanned ||
		t.GetYearToDateYuan() != synth.BinzhouInvested, nil
}
