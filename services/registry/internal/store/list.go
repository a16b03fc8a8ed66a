package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/money"
	"pacesetter/pkg/month"
	"pacesetter/services/registry/internal/registry"
)

// Status filters by whether the month's report is there.
type Status int

// The statuses.
const (
	StatusAny Status = iota
	StatusReported
	StatusMissing
)

// Filter chooses projects of a plan year, seen at a month.
type Filter struct {
	Month    month.Month
	Reach    Reach // whose projects are meant; the caller has checked who may see them
	Listing  string
	Proposed bool // only with a listing that waits for confirmation: that one, if one is named
	Category string
	Nature   registry.Nature
	Stage    registry.Stage
	Library  registry.Library
	Tag      registry.Tag
	Status   Status
	Words    []string // each must be found in name, code or company
}

// Order is an order of the list: a key of the whitelist, ascending or not.
type Order struct {
	Key  string // empty: unit, name
	Desc bool
}

// Position is where a page ended, by the values of the order's columns.
type Position struct{ First, Second, ID string }

// ListedProject is a project as a list shows it.
type ListedProject struct {
	ID             registry.ProjectID
	Name           string
	NationalCode   string
	Company        string
	Stage          registry.Stage
	Unit           string
	Category       string
	Industry       string
	Nature         registry.Nature
	TotalYuan      money.Yuan
	PlannedYuan    money.Yuan
	NeedsNewLand   bool
	StartMonth     int
	ResumedDate    string
	Excuse         string `db:"resumption_excuse"`
	ReportedMonth  *int
	YearToDateYuan money.Yuan
	MonthYuan      *money.Yuan
	Progress       string
	Tags           []registry.Tag
	FirstKey       string
	SecondKey      string
	Listings       []registry.Listing `db:"-"`
}

// Position is where a page that ends with this project ends.
func (p ListedProject) Position() Position { return Position{p.FirstKey, p.SecondKey, string(p.ID)} }

// Totals are the sums of a whole filter.
type Totals struct {
	Projects       int64
	TotalYuan      money.Yuan
	PlannedYuan    money.Yuan
	YearToDateYuan money.Yuan
	MonthYuan      money.Yuan
	ByMonthYuan    money.Yuan // annual plans of those with a plan by month in force
	ToDateYuan     money.Yuan // of these, planned up to the month
}

// foundSQL is the filter. The year to date is that of the latest accepted report up
// to the month, so that a county which has not reported May keeps April's.
const foundSQL = `
WITH found AS (
    SELECT p.id, p.name, coalesce(p.national_code, '') AS national_code, p.company, p.stage, p.tags, y.unit, y.category, y.industry, y.nature,
           y.total_investment_yuan AS total_yuan, y.planned_yuan, y.month_plan, l.month AS reported_month, l.accepted_revision,
           coalesce(l.year_to_date_yuan, 0) AS year_to_date_yuan, CASE WHEN l.month = @month THEN l.month_yuan END AS month_yuan
    FROM project_year y
    JOIN project p ON p.id = y.project_id
    LEFT JOIN LATERAL (
        SELECT r.month, r.month_yuan, r.year_to_date_yuan, r.accepted_revision FROM report r
        WHERE r.project_id = y.project_id AND r.year = y.year AND r.month <= @month AND r.accepted_revision IS NOT NULL
        ORDER BY r.month DESC LIMIT 1) l ON true
    WHERE y.year = @year AND y.unit = ANY(@units::text[])
      AND (@viewer = '' OR y.unit = ANY(@open::text[]) OR EXISTS (` + namedOnSQL + `y.project_id))
      AND (@category = '' OR y.category = @category) AND (@nature = '' OR y.nature = @nature) AND (@stage = '' OR p.stage = @stage)
      AND (@tag = '' OR p.tags @> ARRAY[@tag::text])
      AND (@library = '' OR p.current_library = @library
           OR p.current_library IS NULL AND library_of(p.id, p.stage, p.library) = @library)
      AND (@listing = '' AND NOT @proposed OR EXISTS (SELECT FROM project_listing g
           WHERE g.project_id = y.project_id AND g.year = y.year AND @listing IN ('', g.listing) AND g.confirmed <> @proposed))
      AND p.name || ' ' || coalesce(p.national_code, '') || ' ' || p.company ILIKE ALL (@patterns::text[])
      AND (@status = 0 OR @status = 1 AND l.month = @month
           OR @status = 2 AND l.month IS DISTINCT FROM @month AND (p.end_date IS NULL OR p.end_date >= make_date(@year, @month, 1))
              AND EXISTS (SELECT FROM project_listing g WHERE g.project_id = y.project_id AND g.year = y.year AND g.confirmed
                          AND g.from_month <= @month AND (@listing = '' OR g.listing = @listing))))`

const totalsSQL = foundSQL + `
SELECT count(*) AS projects, coalesce(sum(total_yuan), 0)::bigint AS total_yuan, coalesce(sum(planned_yuan), 0)::bigint AS planned_yuan,
       coalesce(sum(year_to_date_yuan), 0)::bigint AS year_to_date_yuan, coalesce(sum(month_yuan), 0)::bigint AS month_yuan,
       coalesce(sum(planned_yuan) FILTER (WHERE month_plan IS NOT NULL), 0)::bigint AS by_month_yuan,
       coalesce(sum((SELECT sum(m) FROM unnest(month_plan[1:@month]) m)), 0)::bigint AS to_date_yuan
FROM found`

// pageSQL takes the order's columns, their type, comparison and direction, all from
// the whitelist below.
const pageSQL = foundSQL + `, page AS (
    SELECT id, name, national_code, company, stage, tags, unit, category, industry, nature, total_yuan, planned_yuan, reported_month,
           accepted_revision, year_to_date_yuan, month_yuan, %[1]s AS first_key, %[2]s AS second_key FROM found
    WHERE @first_page OR (%[1]s, %[2]s, id) %[4]s (@first::%[3]s, @second::text, @id::uuid)
    ORDER BY %[1]s %[5]s, %[2]s %[5]s, id %[5]s LIMIT @rows)
SELECT page.id::text AS id, page.name, page.national_code, page.company, page.stage, page.tags, page.unit, page.category, page.industry, page.nature,
       page.total_yuan, page.planned_yuan, page.reported_month, page.year_to_date_yuan, page.month_yuan,
       y.needs_new_land, coalesce(y.start_month, 0) AS start_month, coalesce(to_char(y.resumed, 'YYYY-MM-DD'), '') AS resumed_date,
       y.resumption_excuse, coalesce(v.progress, '') AS progress, page.first_key::text AS first_key, page.second_key
FROM page JOIN project_year y ON y.project_id = page.id AND y.year = @year
LEFT JOIN report_revision v
  ON v.project_id = page.id AND v.year = @year AND v.month = page.reported_month AND v.number = page.accepted_revision
ORDER BY page.first_key %[5]s, page.second_key %[5]s, page.id %[5]s`

// pageStatement is the statement of an order. Who has no rate comes last, up or down.
// It fails with ORDER_UNKNOWN.
func pageStatement(o Order) (string, error) {
	unplanned := "1e18" // more than any rate
	if o.Desc {
		unplanned = "-1"
	}
	columns, ok := map[string][3]string{ // key: columns and the type of the first
		"":                 {"unit", "name", "text"},
		"name":             {"name", "unit", "text"},
		"total_investment": {"total_yuan", "name", "bigint"},
		"planned":          {"planned_yuan", "name", "bigint"},
		"year_to_date":     {"year_to_date_yuan", "name", "bigint"},
		"rate":             {"coalesce(year_to_date_yuan::numeric / nullif(planned_yuan, 0), " + unplanned + ")", "name", "numeric"},
	}[o.Key]
	if !ok {
		return "", errs.Invalid("ORDER_UNKNOWN", "no order %.40q", o.Key).With("value", o.Key).
			With("known", "name total_investment planned year_to_date rate").At("order_by")
	}
	compare, direction := ">", "ASC"
	if o.Desc {
		compare, direction = "<", "DESC"
	}
	return fmt.Sprintf(pageSQL, columns[0], columns[1], columns[2], compare, direction), nil
}

// List reads a page of the filter and, with the first page, the totals of all, both
// of one moment: summing a province up takes seconds, which no later page needs.
func (s *Store) List(ctx context.Context, f Filter, o Order, after *Position, rows int) ([]ListedProject, *Totals, error) {
	statement, err := pageStatement(o)
	if err != nil {
		return nil, nil, err
	}
	var page []ListedProject
	var totals *Totals
	err = s.readWhole(ctx, func(tx pgx.Tx) error {
		found, _ := tx.Query(ctx, statement, f.page(after, rows))
		var err error
		if page, err = pgx.CollectRows(found, pgx.RowToStructByName[ListedProject]); err != nil {
			return fmt.Errorf("list projects: %w", err)
		}
		if after == nil {
			if totals, err = sum(ctx, tx, f); err != nil {
				return err
			}
		}
		return addListings(ctx, tx, page, f.Month.Year)
	})
	return page, totals, err
}

func sum(ctx context.Context, tx pgx.Tx, f Filter) (*Totals, error) {
	rows, _ := tx.Query(ctx, totalsSQL, f.args())
	totals, err := pgx.CollectExactlyOneRow(rows, pgx.RowToAddrOfStructByName[Totals])
	if err != nil {
		return nil, fmt.Errorf("sum projects: %w", err)
	}
	return totals, nil
}

func (f Filter) args() pgx.NamedArgs {
	return pgx.NamedArgs{
		"year": f.Month.Year, "month": f.Month.Month, "units": slices.Concat(f.Reach.Open, f.Reach.Named),
		"open": f.Reach.Open, "viewer": f.Reach.Principal, "day": orNil(f.Reach.Day), "listing": f.Listing, "proposed": f.Proposed, "category": f.Category,
		"nature": string(f.Nature), "stage": string(f.Stage), "library": string(f.Library), "tag": string(f.Tag), "status": int(f.Status), "patterns": patterns(f.Words),
	}
}

// patterns are words as ILIKE ALL looks for them.
func patterns(words []string) []string {
	all := []string{"%"}
	for _, word := range words {
		all = append(all, "%"+strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(word)+"%")
	}
	return all
}

func (f Filter) page(after *Position, rows int) pgx.NamedArgs {
	args := f.args()
	args["first_page"], args["rows"] = after == nil, rows
	args["first"], args["second"], args["id"] = nil, nil, nil
	if after != nil {
		args["first"], args["second"], args["id"] = after.First, after.Second, after.ID
	}
	return args
}

const listingsOfYearSQL = `
SELECT project_id::text, listing, from_month, confirmed FROM project_listing
WHERE project_id = ANY($1) AND year = $2 ORDER BY project_id, listing`

func addListings(ctx context.Context, tx pgx.Tx, page []ListedProject, year int) error {
	at := make(map[registry.ProjectID]int, len(page))
	for i, p := range page {
		at[p.ID] = i
	}
	rows, _ := tx.Query(ctx, listingsOfYearSQL, uuids(column(page, func(p ListedProject) registry.ProjectID { return p.ID })), year)
	var id registry.ProjectID
	var l registry.Listing
	_, err := pgx.ForEachRow(rows, []any{&id, &l.Key, &l.FromMonth, &l.Confirmed}, func() error {
		page[at[id]].Listings = append(page[at[id]].Listings, l)
		return nil
	})
	if err != nil {
		return fmt.Errorf("read listings of a page: %w", err)
	}
	return nil
}
