package bench

import (
	"context"
	"iter"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/proto"

	"pacesetter/pkg/authn"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/generate"
	"pacesetter/tools/internal/ingest"
	"pacesetter/tools/internal/launch"
	"pacesetter/tools/internal/scenario"
	"pacesetter/tools/internal/synth"
)

const (
	seed = 2025
	// lastMonth is the month that is asked about.
	lastMonth = 12
	// freshRate and freshFor are how fast and how long reports come in at last.
	freshRate = 200
	freshFor  = 60 * time.Second
)

// province is the synthetic province at the scale asked for.
func (o options) province() synth.Spec {
	s := synth.National(seed)
	s.Projects = int(float64(s.Projects) * o.scale)
	return s
}

// smallProjects is a hundredth of the full province: 12,000 reports.
func (o options) smallProjects() int { return max(int(1000*o.scale), 50) }

// heldBack is how many projects report their last month only when freshness is
// measured; at a small scale it is measured for a shorter time.
func (o options) heldBack() int { return int(freshRate * freshFor.Seconds() * o.scale) }

// holdsBack tells whether the i-th project is one of them.
func (o options) holdsBack(i int) bool {
	return i >= o.smallProjects() && i < o.smallProjects()+o.heldBack()
}

// loader brings the province in, part by part.
type loader struct {
	w      *world
	sender *ingest.Sender
	ctx    context.Context //nolint:containedctx // carries the role of all chunks
	next   func() (ingest.Chunk, bool)
	stop   func()
	ids    map[string]string // national code to ID, of projects that are held back
	held   []*registryv1.IngestReport
}

// newLoader prepares the tree and the setting by which reports count at once.
func newLoader(ctx context.Context, w *world) (*loader, error) {
	if _, err := scenario.EnsureUnits(ctx, w.client, w.spec.Year, generate.Units(w.spec, launch.RootUnit)); err != nil {
		return nil, err
	}
	if _, err := scenario.EnsureSettings(ctx, w.client, w.client.Root(), &registryv1.UnitSettings{AutoAccept: proto.Bool(true)}); err != nil {
		return nil, err
	}
	l := &loader{
		w: w, sender: ingest.NewSender(w.client.Bulk), ids: map[string]string{},
		ctx: client.As(ctx, authn.RoleCity, launch.RootUnit),
	}
	l.next, l.stop = iter.Pull(l.chunks())
	return l, nil
}

// chunks yields the province in the order of its arrival: the projects, then month
// by month what all of them report. A first hundredth, which the whole is compared
// with, comes before everything else, with an empty chunk behind it.
func (l *loader) chunks() iter.Seq[ingest.Chunk] {
	return func(yield func(ingest.Chunk) bool) {
		small := l.w.smallProjects()
		if l.block(0, small, yield) && yield(ingest.Chunk{}) {
			l.block(small, l.w.spec.Projects, yield)
		}
	}
}

func (l *loader) block(from, to int, yield func(ingest.Chunk) bool) bool {
	for _, round := range l.rounds(from, to) {
		chunks, err := ingest.Chunks("bench", round, ingest.MaxRows)
		if err != nil {
			panic(err) // a message of ours that can't be encoded
		}
		for _, c := range chunks {
			if !yield(c) {
				return false
			}
		}
	}
	return true
}

// rounds are the projects, and what arrives in each month; a correction and what it
// corrects are never in the same one. Within a round county comes after county, each
// with all of its projects, as their sheets do.
func (l *loader) rounds(from, to int) [][]*registryv1.IngestRow {
	const late = 2 // months by which a report may come after the last
	list := make([][]*registryv1.IngestRow, 1+l.w.spec.Months+late)
	for county := range l.w.spec.Counties {
		for i := county; i < to; i += l.w.spec.Counties {
			if i >= from {
				l.deal(list, i)
			}
		}
	}
	return list
}

// deal puts what there is of the i-th project into the rounds.
func (l *loader) deal(rounds [][]*registryv1.IngestRow, i int) {
	p := l.w.spec.Project(i)
	rounds[0] = append(rounds[0], ingest.ProjectRow(p.Project))
	var last *registryv1.IngestReport
	for _, r := range p.Reports {
		month := monthOf(r)
		if month == lastMonth && l.w.holdsBack(i) {
			last = r.Row
			continue
		}
		rounds[month+r.Late] = append(rounds[month+r.Late], ingest.ReportRow(r.Row))
	}
	if last != nil {
		l.held = append(l.held, last)
		l.ids[last.GetProject()] = ""
	}
}

func monthOf(r synth.Report) int {
	_, month := yearMonth(r.Row.GetMonth())
	return int(month)
}

// yearMonth reads YYYY-MM, which is all that synth and the registry write.
func yearMonth(text string) (year, month int16) {
	for _, digit := range []byte(text[:4]) {
		year = year*10 + int16(digit-'0')
	}
	return year, int16(text[5]-'0')*10 + int16(text[6]-'0')
}

// send writes a chunk and fails if any row was refused.
func (l *loader) send(c ingest.Chunk) error {
	res, err := l.sender.Send(l.ctx, c)
	if err != nil {
		return err
	}
	var tally ingest.Tally
	tally.Add(c, res)
	for i, row := range c.Rows {
		code := row.GetProject().GetNationalCode()
		if _, ok := l.ids[code]; ok {
			l.ids[code] = res.GetResults()[i].GetProjectId()
		}
	}
	if !isProjects(c) {
		l.w.reports += len(c.Rows)
	}
	return tally.Err()
}

func isProjects(c ingest.Chunk) bool { return c.Rows[0].GetProject() != nil }

// take sends projects on the way to n chunks of reports, which it returns.
func (l *loader) take(n int) ([]ingest.Chunk, error) {
	var taken []ingest.Chunk
	for len(taken) < n {
		c, ok := l.next()
		switch {
		case !ok:
			return taken, nil
		case isProjects(c):
			if err := l.send(c); err != nil {
				return nil, err
			}
		default:
			taken = append(taken, c)
		}
	}
	return taken, nil
}

// part sends the first hundredth, and called again everything else.
func (l *loader) part() error {
	said := l.w.reports
	for {
		c, ok := l.next()
		if !ok || len(c.Rows) == 0 {
			return nil
		}
		if err := l.send(c); err != nil {
			return err
		}
		if l.w.reports-said >= 100_000 {
			said = l.w.reports
			l.w.say("loaded %d reports", said)
		}
	}
}

const outboxEmptySQL = `SELECT NOT EXISTS (SELECT FROM outbox)`

// awaitTold returns when the registry has told everything.
func (w *world) awaitTold(ctx context.Context) error {
	return w.withDatabase(ctx, "registry", func(conn *pgx.Conn) error {
		return until(ctx, 50*time.Millisecond, func() (bool, error) {
			var empty bool
			err := conn.QueryRow(ctx, outboxEmptySQL).Scan(&empty)
			return empty, err
		})
	})
}
