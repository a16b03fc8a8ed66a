package idempotency

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"pacesetter/pkg/audit"
	"pacesetter/pkg/pgtest"
)

// BenchmarkDo measures what the audit record adds to the least mutation there can be,
// one that has no effect: in turns with and without it, medians.
func BenchmarkDo(b *testing.B) {
	db := pgtest.New(b, "idempotency", Schema(), audit.Schema())
	empty := func(pgx.Tx) (*wrapperspb.StringValue, error) { return wrapperspb.String("done"), nil }
	bare := func(c Call) error {
		return pgx.BeginFunc(b.Context(), db.Pool, func(tx pgx.Tx) error {
			if _, err := c.claim(b.Context(), tx); err != nil {
				return err
			}
			_, err := tx.Exec(b.Context(), storeSQL, c.Principal, c.RPC, c.RequestID, []byte("done"))
			return err
		})
	}
	recorded := func(c Call) error {
		_, err := Do(b.Context(), db.Pool, c, func() *wrapperspb.StringValue { return nil }, empty)
		return err
	}
	var took [2][]time.Duration
	for range b.N {
		for i, f := range []func(Call) error{bare, recorded} {
			c, err := CallOf(b.Context(), "Note", uuid.NewString(), wrapperspb.String("a"))
			if err != nil {
				b.Fatal(err)
			}
			start := time.Now()
			if err := f(c); err != nil {
				b.Fatal(err)
			}
			took[i] = append(took[i], time.Since(start))
		}
	}
	for i, name := range []string{"µs-bare", "µs-recorded"} {
		slices.Sort(took[i])
		b.ReportMetric(float64(took[i][len(took[i])/2].Microseconds()), name)
	}
}
