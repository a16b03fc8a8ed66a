package server_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// TestADatabaseThatIsAwayIsToldAndWaitedOut: the same server answers that it can't,
// and takes the same write once the database is back.
func TestADatabaseThatIsAwayIsToldAndWaitedOut(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.autoAccept("bc")
	p := r.create(newProject("泵站"))
	county := r.as(authn.RoleCounty, "bc")
	write := save(p.GetId(), "2020-04", 0, figures(10, 40, 140))
	read := &registryv1.ListReportsRequest{ProjectId: p.GetId(), Year: 2020}

	r.admitToDatabase(t, "0")
	r.cutConnections(t)
	_, err := r.SaveReport(county, write)
	wantReason(t, err, errs.KindUnavailable, "DATABASE_UNAVAILABLE")
	_, err = r.ListReports(county, read)
	wantReason(t, err, errs.KindUnavailable, "DATABASE_UNAVAILABLE")

	r.admitToDatabase(t, "-1")
	for range 2 { // the answer may have been lost as well
		if _, err := r.SaveReport(county, write); err != nil {
			t.Fatal(err)
		}
	}
	got, err := r.ListReports(county, read)
	if err != nil || len(got.GetReports()) != 1 || got.GetReports()[0].GetAccepted().GetNumber() != 1 {
		t.Errorf("reports %v, %v", got.GetReports(), err)
	}
}

// admitToDatabase limits how many new connections PostgreSQL takes, -1 for any.
func (r *register) admitToDatabase(t *testing.T, limit string) {
	t.Helper()
	name := pgx.Identifier{r.db.Pool.Config().ConnConfig.Database}.Sanitize()
	if _, err := r.db.Owner.Exec(t.Context(), "ALTER DATABASE "+name+" CONNECTION LIMIT "+limit); err != nil {
		t.Fatal(err)
	}
}

// cutConnections ends all connections of the service, its own included.
func (r *register) cutConnections(t *testing.T) {
	t.Helper()
	const others = `SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()`
	conn, err := r.db.Pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	if _, err := conn.Exec(t.Context(), others); err != nil {
		t.Fatal(err)
	}
	if err := conn.Conn().Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}
