// Package generate brings a synthetic province into a platform, or into a file. The
// province is package synth's; this one owns the order in which its reports arrive:
// month by month, late ones late, corrections after what they correct.
package generate

import (
	"context"
	"iter"

	"google.golang.org/protobuf/proto"

	"pacesetter/pkg/authn"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/ingest"
	"pacesetter/tools/internal/scenario"
	"pacesetter/tools/internal/synth"
)

// block is how many projects are in memory at once.
const block = 2000

// tail is by how many months a report may miss the last one.
const tail = 2

// Rounds yields the rows in the order of their arrival: of each block of projects,
// the projects, then what is reported in each month. No round holds the same
// project or report twice, so that any cut of it makes a good chunk.
func Rounds(s synth.Spec) iter.Seq[[]*registryv1.IngestRow] {
	return func(yield func([]*registryv1.IngestRow) bool) {
		for from := 0; from < s.Projects; from += block {
			for _, round := range rounds(s, from, min(from+block, s.Projects)) {
				if len(round) > 0 && !yield(round) {
					return
				}
			}
		}
	}
}

func rounds(s synth.Spec, from, to int) [][]*registryv1.IngestRow {
	list := make([][]*registryv1.IngestRow, 1+s.Months+tail)
	for i := from; i < to; i++ {
		p := s.Project(i)
		list[0] = append(list[0], ingest.ProjectRow(p.Project))
		for _, r := range p.Reports {
			at := monthOf(r) + r.Late
			list[at] = append(list[at], ingest.ReportRow(r.Row))
		}
	}
	return list
}

func monthOf(r synth.Report) int {
	text := r.Row.GetMonth() // always YYYY-MM, as synth writes it
	return int(text[5]-'0')*10 + int(text[6]-'0')
}

// Units are the province's units; the cities lie below the platform's root.
func Units(s synth.Spec, root string) []synth.Unit {
	var units []synth.Unit
	for u := range s.Units() {
		if u.Parent == synth.Root {
			u.Parent = root
		}
		units = append(units, u)
	}
	return units
}

// Load writes the province into the platform; acked hears of each chunk's rows.
func Load(ctx context.Context, c *client.Client, s synth.Spec, acked func(rows int)) (ingest.Tally, error) {
	if _, err := scenario.EnsureUnits(ctx, c, s.Year, Units(s, c.Root())); err != nil {
		return ingest.Tally{}, err
	}
	if _, err := scenario.EnsureSettings(ctx, c, c.Root(), &registryv1.UnitSettings{AutoAccept: proto.Bool(true)}); err != nil {
		return ingest.Tally{}, err
	}
	ctx = client.As(ctx, authn.RoleCity, c.Root())
	tally, err := ingest.SendAll(ctx, c.Bulk, chunks(s), acked)
	if err != nil {
		return tally, err
	}
	return tally, tally.Err()
}

func chunks(s synth.Spec) iter.Seq2[ingest.Chunk, error] {
	return func(yield func(ingest.Chunk, error) bool) {
		for round := range Rounds(s) {
			list, err := ingest.Chunks("generate", round, ingest.MaxRows)
			if err != nil {
				yield(ingest.Chunk{}, err)
				return
			}
			for _, c := range list {
				if !yield(c, nil) {
					return
				}
			}
		}
	}
}

// Count is how many rows the province has, nearly: missing reports and corrections
// are a matter of chance.
func Count(s synth.Spec) int {
	perMille := 1000 - s.MissingPerMille + s.CorrectedPerMille
	return s.Projects + s.Projects*s.Months/1000*perMille + s.Projects*s.Months%1000*perMille/1000
}
