package bench

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	kafkago "github.com/segmentio/kafka-go"
	"google.golang.org/protobuf/proto"

	"pacesetter/pkg/kafka"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

const (
	bareFactSQL = `CREATE TABLE fact (
  project uuid NOT NULL, year smallint NOT NULL, month smallint NOT NULL, version bigint NOT NULL, revision integer NOT NULL,
  invested bigint NOT NULL, year_to_date bigint NOT NULL, PRIMARY KEY (project, year, month))`
	bareProjectSQL = `CREATE TABLE project (
  project uuid NOT NULL, year smallint NOT NULL, version bigint NOT NULL, unit text NOT NULL, name text NOT NULL, category text NOT NULL,
  nature smallint NOT NULL, total_investment bigint NOT NULL, planned bigint NOT NULL, PRIMARY KEY (project, year))`
	upsertFactsSQL = `
INSERT INTO fact (project, year, month, version, revision, invested, year_to_date)
SELECT project, year, month, version, revision, invested, year_to_date
FROM unnest($1::uuid[], $2::smallint[], $3::smallint[], $4::bigint[], $5::integer[], $6::bigint[], $7::bigint[])
  AS f (project, year, month, version, revision, invested, year_to_date)
ON CONFLICT (project, year, month) DO UPDATE SET version = EXCLUDED.version, revision = EXCLUDED.revision,
  invested = EXCLUDED.invested, year_to_date = EXCLUDED.year_to_date`
	upsertBareProjectsSQL = `
INSERT INTO project (project, year, version, unit, name, category, nature, total_investment, planned)
SELECT project, year, version, unit, name, category, nature, total_investment, planned
FROM unnest($1::uuid[], $2::smallint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::smallint[], $8::bigint[], $9::bigint[])
  AS p (project, year, version, unit, name, category, nature, total_investment, planned)
ON CONFLICT (project, year) DO UPDATE SET version = EXCLUDED.version, unit = EXCLUDED.unit, name = EXCLUDED.name, category = EXCLUDED.category,
  nature = EXCLUDED.nature, total_investment = EXCLUDED.total_investment, planned = EXCLUDED.planned`
)

// bareRows is how many rows a statement of the bare loop takes.
const bareRows = 1000

// applyBare tells how many events a second a bare loop takes: it reads the topic
// with kafka-go, decodes the events, and UPSERTs the facts.
func (w *world) applyBare(ctx context.Context, round int, s stretch) (float64, error) {
	if err := w.copyDatabase(ctx, "", bareDatabase); err != nil {
		return 0, err
	}
	if err := w.sql(ctx, bareDatabase, bareFactSQL, bareProjectSQL); err != nil {
		return 0, err
	}
	reader := kafka.NewReader(kafka.Config{Brokers: w.platform.Brokers()}, fmt.Sprintf("bare-%d-%d", round, now().UnixNano()), []string{topic}, nil)
	var rate float64
	err := w.withDatabase(ctx, bareDatabase, func(conn *pgx.Conn) error {
		var err error
		b := &bareLoop{conn: conn, facts: map[string]*registryv1.ReportChanged{}, projects: map[string]*registryv1.Project{}}
		rate, err = w.watchRate(ctx, os.Getpid(), 0, s, func() (int, error) { return b.step(ctx, reader) })
		return err
	})
	if err := reader.Close(); err != nil {
		return 0, err
	}
	return rate, err
}

// bareLoop gathers facts, the newest of each, until a statement is full.
type bareLoop struct {
	conn     *pgx.Conn
	facts    map[string]*registryv1.ReportChanged
	projects map[string]*registryv1.Project
	taken    int
	last     map[int]kafkago.Message
}

// step reads and writes one statement's worth and tells how many events were taken
// so far.
func (b *bareLoop) step(ctx context.Context, r *kafkago.Reader) (int, error) {
	b.last = map[int]kafkago.Message{}
	for len(b.facts) < bareRows && len(b.projects) < bareRows {
		m, err := r.FetchMessage(ctx)
		if err != nil {
			return b.taken, err
		}
		if err := b.take(m); err != nil {
			return b.taken, err
		}
	}
	err := b.flush(ctx, r)
	return b.taken, err
}

func (b *bareLoop) take(m kafkago.Message) error {
	b.last[m.Partition] = m
	b.taken++
	key := string(m.Key)
	switch entity, _, _ := strings.Cut(key, "/"); entity {
	case "report":
		var f registryv1.ReportChanged
		if err := proto.Unmarshal(m.Value, &f); err != nil {
			return err
		}
		b.facts[key] = &f
	case "project":
		var p registryv1.ProjectChanged
		if err := proto.Unmarshal(m.Value, &p); err != nil {
			return err
		}
		b.projects[key] = p.GetProject()
	}
	return nil
}

// flush writes what is full; offsets are committed whenever reports were written.
func (b *bareLoop) flush(ctx context.Context, r *kafkago.Reader) error {
	if len(b.projects) >= bareRows {
		if err := b.writeProjects(ctx); err != nil {
			return err
		}
	}
	if len(b.facts) >= bareRows {
		if err := b.writeFacts(ctx); err != nil {
			return err
		}
	}
	var last []kafkago.Message
	for _, m := range b.last {
		last = append(last, m)
	}
	return r.CommitMessages(ctx, last...)
}

func (b *bareLoop) writeFacts(ctx context.Context) error {
	var (
		ids                   [][16]byte
		years, months         []int16
		versions              []int64
		revisions             []int32
		invested, yearsToDate []int64
	)
	for _, f := range b.facts {
		id, err := uuid.Parse(f.GetProjectId())
		if err != nil {
			return err
		}
		year, month := yearMonth(f.GetMonth())
		ids, years, months, versions = append(ids, id), append(years, year), append(months, month), append(versions, f.GetVersion())
		figures := f.GetAccepted().GetFigures()
		revisions, invested = append(revisions, f.GetAccepted().GetRevision()), append(invested, figures.GetMonthYuan())
		yearsToDate = append(yearsToDate, figures.GetYearToDateYuan())
	}
	clear(b.facts)
	if _, err := b.conn.Exec(ctx, upsertFactsSQL, ids, years, months, versions, revisions, invested, yearsToDate); err != nil {
		return fmt.Errorf("bare upsert of reports: %w", err)
	}
	return nil
}

func (b *bareLoop) writeProjects(ctx context.Context) error {
	var (
		ids                      [][16]byte
		years, natures           []int16
		versions, totals, plans  []int64
		units, names, categories []string
	)
	for _, p := range b.projects {
		id, err := uuid.Parse(p.GetId())
		if err != nil {
			return err
		}
		for _, y := range p.GetYears() {
			ids, years, versions = append(ids, id), append(years, int16(y.GetYear())), append(versions, p.GetVersion()) //nolint:gosec // checked years
			units, names, categories = append(units, y.GetUnit()), append(names, p.GetName()), append(categories, y.GetCategory())
			natures, totals = append(natures, int16(y.GetNature())), append(totals, y.GetTotalInvestmentYuan()) //nolint:gosec // 0 to 2
			plans = append(plans, y.GetPlannedYuan())
		}
	}
	clear(b.projects)
	if _, err := b.conn.Exec(ctx, upsertBareProjectsSQL, ids, years, versions, units, names, categories, natures, totals, plans); err != nil {
		return fmt.Errorf("bare upsert of projects: %w", err)
	}
	return nil
}
