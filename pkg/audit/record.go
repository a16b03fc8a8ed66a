package audit

import (
	"context"
	"embed"
	"io/fs"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/pg"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the tables of the record. It belongs beside idempotency's.
func Schema() pg.Schema {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return pg.Schema{Name: "audit", FS: files}
}

// recordSQL notes an entry and that it is to be sealed, in one statement.
const recordSQL = `WITH entry AS (
INSERT INTO audit_entry (principal, rpc, request_id, request_hash, answer_hash, grants, subject)
VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id)
INSERT INTO audit_pending (entry) SELECT id FROM entry`

// Record queues the statement that notes e, so that it costs its mutation no round
// trip of its own. The database gives the ID and the time.
func Record(batch *pgx.Batch, e Entry) {
	batch.Queue(recordSQL, e.Principal, e.RPC, [16]byte(e.RequestID), e.Request[:], e.Answer[:], e.Grants, e.Subject)
}

// mostGrants bounds what an entry says of its principal's grants.
const mostGrants = 16

// GrantsOf tells by which grants ctx's caller may have acted, as "role@unit" or
// "role@unit/department" with blanks in between. Which one it was only the rule that
// let them through knows. Services have none.
func GrantsOf(ctx context.Context) string {
	var out strings.Builder
	grants := authn.PrincipalOf(ctx).Grants
	for i, g := range grants {
		if i == mostGrants {
			out.WriteString(" +" + strconv.Itoa(len(grants)-i))
			break
		}
		if i > 0 {
			out.WriteByte(' ')
		}
		out.WriteString(string(g.Role) + "@" + g.Unit)
		if g.Department != "" {
			out.WriteString("/" + g.Department)
		}
	}
	return out.String()
}
