package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/unittree"
)

const loadUnitsSQL = `
SELECT code, version, name, kind, gb_code, parents, from_years, to_years, pace_rounding, pace_rule, decimals FROM unit ORDER BY code`

// querier is the pool, or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// loadTree reads all units.
func loadTree(ctx context.Context, q querier) (unittree.Tree, error) {
	return queryTree(ctx, q, loadUnitsSQL)
}

func queryTree(ctx context.Context, q querier, sql string, args ...any) (unittree.Tree, error) {
	rows, _ := q.Query(ctx, sql, args...) // its error comes back from Collect
	units, err := pgx.CollectRows(rows, pgx.RowToStructByName[unitRow])
	if err != nil {
		return unittree.Tree{}, fmt.Errorf("load units: %w", err)
	}
	all := make([]unittree.Unit, len(units))
	for i, row := range units {
		all[i] = row.toDomain()
	}
	return unittree.New(all), nil
}

type unitRow struct {
	Code         string
	Version      int64
	Name         string
	Kind         string
	GBCode       string `db:"gb_code"`
	Parents      []string
	FromYears    []int16
	ToYears      []int16
	PaceRounding *string
	PaceRule     *string
	Decimals     *int16
}

func (r unitRow) toDomain() unittree.Unit {
	u := unittree.Unit{Code: r.Code, Version: r.Version, Name: r.Name, Kind: r.Kind, GBCode: r.GBCode}
	for i, parent := range r.Parents {
		u.Places = append(u.Places, unittree.Place{Parent: parent, From: int(r.FromYears[i]), To: int(r.ToYears[i])})
	}
	if r.PaceRounding != nil {
		rounding := unittree.Rounding(*r.PaceRounding)
		u.Settings.PaceRounding = &rounding
	}
	if r.PaceRule != nil {
		rule := unittree.PaceRule(*r.PaceRule)
		u.Settings.PaceRule = &rule
	}
	if r.Decimals != nil {
		decimals := int(*r.Decimals)
		u.Settings.Decimals = &decimals
	}
	return u
}

const upsertUnitSQL = `
INSERT INTO unit (code, version, recorded, hash, name, kind, gb_code, parents, from_years, to_years, pace_rounding, pace_rule, decimals)
VALUES (@code, @version, @recorded, @hash, @name, @kind, @gb_code, @parents, @from, @to, @pace_rounding, @pace_rule, @decimals)
ON CONFLICT (code) DO UPDATE SET
  version = EXCLUDED.version, hash = EXCLUDED.hash, name = EXCLUDED.name, kind = EXCLUDED.kind, gb_code = EXCLUDED.gb_code,
  recorded = CASE WHEN EXCLUDED.recorded = '-infinity' THEN unit.recorded ELSE EXCLUDED.recorded END,
  parents = EXCLUDED.parents, from_years = EXCLUDED.from_years, to_years = EXCLUDED.to_years,
  pace_rounding = EXCLUDED.pace_rounding, pace_rule = EXCLUDED.pace_rule, decimals = EXCLUDED.decimals`

const deleteUnitSQL = `DELETE FROM unit WHERE code = $1`

// queueUnits writes units one by one: there are few, and they change rarely. One
// without a record time keeps that of the version it takes the place of.
func queueUnits(batch *pgx.Batch, units []Unit) {
	for _, u := range units {
		if u.Version == 0 {
			batch.Queue(deleteUnitSQL, u.Unit.Code)
			continue
		}
		args := u.args()
		args["hash"] = signed(u.Hash)
		batch.Queue(upsertUnitSQL, args)
	}
}

// args are a unit's columns, but for its hash.
func (u Unit) args() pgx.NamedArgs {
	parents, from, to := []string{}, []int16{}, []int16{}
	for _, p := range u.Unit.Places {
		parents, from, to = append(parents, p.Parent), append(from, small(p.From)), append(to, small(p.To))
	}
	return pgx.NamedArgs{
		"code": u.Unit.Code, "version": u.Version, "recorded": timestamp(u.Recorded), "name": u.Unit.Name, "kind": u.Unit.Kind, "gb_code": u.Unit.GBCode,
		"parents": parents, "from": from, "to": to,
		"pace_rounding": (*string)(u.Unit.Settings.PaceRounding), "pace_rule": (*string)(u.Unit.Settings.PaceRule), "decimals": u.Unit.Settings.Decimals,
	}
}
