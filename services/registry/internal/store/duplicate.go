package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"pacesetter/services/registry/internal/registry"
)

// alikeSQL pairs projects that share a key: the name, the company, the code but for its
// time and check digit, or place and total. A key that too many share pairs nobody, so
// that the pairs grow with the projects and not with their square.
const alikeSQL = `
WITH p AS MATERIALIZED (
    SELECT p.id, p.name, coalesce(p.national_code, '') AS code, p.company, coalesce(p.credit_code, '') AS credit_code,
           p.key_name, p.key_company, y.unit, p.place, p.scale, y.total_investment_yuan AS total
    FROM project_year y JOIN project p ON p.id = y.project_id
    WHERE y.year = @year AND y.unit = ANY(@units::text[]) AND p.stage <> 'withdrawn'),
keyed AS (
    SELECT id, 'n' || key_name AS key FROM p WHERE key_name <> ''
    UNION ALL SELECT id, 'o' || key_company FROM p WHERE key_company <> ''
    UNION ALL SELECT id, 'u' || credit_code FROM p WHERE credit_code <> ''
    UNION ALL SELECT id, 'c' || substr(code, 6, 18) FROM p WHERE code <> ''
    UNION ALL SELECT id, 'p' || total || ' ' || place FROM p WHERE place <> '' AND total > 0),
blocks AS (SELECT key FROM keyed GROUP BY key HAVING count(*) BETWEEN 2 AND @largest),
members AS MATERIALIZED (SELECT k.key, k.id FROM keyed k JOIN blocks USING (key)),
pairs AS (SELECT DISTINCT a.id AS first, b.id AS second FROM members a JOIN members b ON a.key = b.key AND a.id < b.id)
SELECT a.id::text, a.name, a.key_name, a.code, a.company, a.key_company, a.credit_code, a.unit, a.place, a.scale, a.total,
       b.id::text, b.name, b.key_name, b.code, b.company, b.key_company, b.credit_code, b.unit, b.place, b.scale, b.total,
       coalesce((SELECT d.apart FROM project_pair d WHERE d.first = a.id AND d.second = b.id ORDER BY d.id DESC LIMIT 1), false)
FROM pairs JOIN p a ON a.id = pairs.first JOIN p b ON b.id = pairs.second`

// Alike are the pairs of projects of these units in a year that the policy tells, the
// likeliest first; those that a person told apart only if decided is set.
func (s *Store) Alike(ctx context.Context, policy registry.Duplicates, year int, units []string, decided bool) ([]registry.Pair, error) {
	var pairs []registry.Pair
	err := s.readWhole(ctx, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, alikeSQL, pgx.NamedArgs{"year": year, "units": units, "largest": policy.LargestBlock})
		var a, b registry.Alike
		var apart bool
		_, err := pgx.ForEachRow(rows, append(append(alikeInto(&a), alikeInto(&b)...), &apart), func() error {
			pair, told := policy.Compare(a, b)
			if told && (decided || !apart) {
				pair.Decided = apart
				pairs = append(pairs, pair)
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("read alike projects: %w", err)
		}
		return nil
	})
	slices.SortFunc(pairs, registry.ByLikelihood)
	return pairs, err
}

func alikeInto(a *registry.Alike) []any {
	return []any{&a.ID, &a.Name, &a.NameKey, &a.Code, &a.Company, &a.CompanyKey, &a.CreditCode, &a.Unit, &a.Place, &a.Scale, &a.Total}
}

const apartSQL = `INSERT INTO project_pair (first, second, apart, reason, principal, at) VALUES ($1, $2, $3, $4, $5, $6)`

// DecidePair keeps what a person says about two projects.
func (t *Tx) DecidePair(ctx context.Context, pair [2]registry.ProjectID, apart bool, reason string) error {
	_, err := t.tx.Exec(ctx, apartSQL, uuidOf(pair[0]), uuidOf(pair[1]), apart, reason, t.by.Principal, t.now)
	if err != nil {
		return fmt.Errorf("decide pair %v: %w", pair, err)
	}
	return nil
}
