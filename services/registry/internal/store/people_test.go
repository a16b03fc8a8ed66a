package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"

	"pacesetter/pkg/errs"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

func person(name string) registry.Person {
	return registry.Person{ID: registry.PersonID(uuid.NewString()), Name: name, Unit: "bc", Days: registry.Days{From: "2020-01-01"}, Version: 1}
}

func chief(p registry.Project, who registry.Person, days registry.Days) registry.Responsibility {
	return registry.Responsibility{ID: uuid.NewString(), Project: p.ID, Kind: registry.KindChiefServiceOfficer, Person: who.ID, Days: days, Version: 1}
}

// TestPeoplesTablesDefendThemselves tries, as the application's role, what no code of
// ours does: above all to make an administrator whom nobody confirmed.
func TestPeoplesTablesDefendThemselves(t *testing.T) {
	t.Parallel()
	s, db := open(t)
	p, who := project("甲"), person("演示人员")
	mutate(t, s, saved(t.Context(), p))
	mutate(t, s, func(tx *store.Tx) error {
		return errors.Join(tx.SavePerson(t.Context(), who), tx.AddResponsibility(t.Context(), chief(p, who, registry.Days{From: "2020-01-01"}), who.Name))
	})
	if err := store.New(db.Owner, now).EnsureAdmins(t.Context(), "sd", []string{"root"}); err != nil {
		t.Fatal(err)
	}
	const (
		noGrant = "42501"
		give    = "INSERT INTO role_grant (id, principal, role, unit, days, given_by, give_time, give_reason, version"
	)
	row := func(principal, role, by string) string {
		return fmt.Sprintf("gen_random_uuid(), '%s', '%s', 'bc', '[2020-01-01,)', '%s', now(), '', 1", principal, role, by)
	}
	for name, tc := range map[string]struct{ sql, want string }{
		"a person deleted":                 {"DELETE FROM person", noGrant},
		"a responsibility deleted":         {"DELETE FROM responsibility", noGrant},
		"a responsibility given away":      {"UPDATE responsibility SET person_id = person_id", noGrant},
		"the people's history changed":     {"UPDATE people_change SET principal = 'x'", noGrant},
		"an official who is nobody":        {"INSERT INTO responsibility (id, project_id, kind, days, version) SELECT gen_random_uuid(), id, 'lead_official', '[2020-01-01,)', 1 FROM project", "responsibility_bearer"},
		"a grant deleted":                  {"DELETE FROM role_grant", noGrant},
		"a grant's role changed":           {"UPDATE role_grant SET role = 'city'", noGrant},
		"a grant from the configuration":   {give + ", bootstrap) VALUES (" + row("x", "admin", "y") + ", true)", noGrant},
		"a grant confirmed at once":        {give + ", confirmed_by) VALUES (" + row("x", "admin", "y") + ", 'z')", noGrant},
		"a grant to oneself":               {give + ") VALUES (" + row("x", "county", "x") + ")", "role_grant_not_to_oneself"},
		"a grant of an unknown role":       {give + ") VALUES (" + row("x", "king", "y") + ")", "role_grant_role_known"},
		"an approver of no department":     {give + ") VALUES (" + row("x", "approver", "y") + ")", "role_grant_department_given"},
		"a confirmation written again":     {"UPDATE role_grant SET confirmed_by = 'x', confirm_time = now()", "role_grant_step_once"},
		"a withdrawal without a reason":    {"UPDATE role_grant SET withdrawn_by = 'x', withdraw_time = now()", "role_grant_withdraw_whole"},
		"two people of one account":        {"UPDATE person SET principal = 'x'; INSERT INTO person SELECT gen_random_uuid(), name, unit, department, position, phone, 'x', days, version, update_time FROM person", "person_principal_key"},
		"a department that nobody has got": {"UPDATE person SET department = 'x'", "person_department"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := db.Pool.Exec(t.Context(), tc.sql)
			var e *pgconn.PgError
			if !errors.As(err, &e) || e.Code != tc.want && e.ConstraintName != tc.want {
				t.Fatalf("%v, want %s", err, tc.want)
			}
		})
	}
}

// TestASecondChiefServiceOfficerIsRefusedUnderARace names eight at once: nobody waits in a
// circle, which PostgreSQL would end by giving one of them up.
func TestASecondChiefServiceOfficerIsRefusedUnderARace(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	p, who := project("甲"), person("演示人员")
	mutate(t, s, saved(t.Context(), p))
	mutate(t, s, func(tx *store.Tx) error { return tx.SavePerson(t.Context(), who) })
	reasons := make([]string, 8)
	var group sync.WaitGroup
	var tries atomic.Int32
	for i := range reasons {
		group.Go(func() {
			reasons[i] = errs.ReasonOf(try(t.Context(), s, func(tx *store.Tx) error { // without the project's lock, which the server holds
				tries.Add(1)
				return tx.AddResponsibility(t.Context(), chief(p, who, registry.Days{From: "2020-05-01"}), who.Name)
			}))
		})
	}
	group.Wait()
	named := 0
	for _, reason := range reasons {
		if reason == "" {
			named++
		} else if reason != "CHIEF_OFFICER_TWICE" {
			t.Errorf("refused by %s", reason)
		}
	}
	if named != 1 {
		t.Errorf("%d chief service officers", named)
	}
	if n := int(tries.Load()); n != len(reasons) {
		t.Errorf("%d tries for %d of them", n, len(reasons))
	}
	mutate(t, s, func(tx *store.Tx) error {
		return tx.AddResponsibility(t.Context(), chief(p, who, registry.Days{From: "2020-01-01", To: "2020-04-30"}), who.Name)
	})
}

// TestWhoNamesAnOfficerWaitsForTheProject: those who name at once come one after the other.
func TestWhoNamesAnOfficerWaitsForTheProject(t *testing.T) {
	t.Parallel()
	s, db := open(t)
	p, who := project("甲"), person("演示人员")
	mutate(t, s, saved(t.Context(), p))
	mutate(t, s, func(tx *store.Tx) error { return tx.SavePerson(t.Context(), who) })
	name := func(ctx context.Context) error {
		return try(ctx, s, func(tx *store.Tx) error {
			return tx.AddResponsibility(ctx, chief(p, who, registry.Days{From: "2020-05-01"}), who.Name)
		})
	}
	other, err := db.Owner.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Exec(t.Context(), "SELECT FROM project FOR NO KEY UPDATE"); err != nil {
		t.Fatal(err)
	}
	soon, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if err := name(soon); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("named beside somebody who has the project: %v", err)
	}
	if err := other.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := name(t.Context()); err != nil {
		t.Errorf("named behind them: %v", err)
	}
}

// TestTheFirstAdministratorsAreNamedOnce: whom somebody withdrew, migrate does not
// bring back.
func TestTheFirstAdministratorsAreNamedOnce(t *testing.T) {
	t.Parallel()
	s, db := open(t)
	owner := store.New(db.Owner, now)
	for range 2 {
		if err := owner.EnsureAdmins(t.Context(), "sd", []string{"one", "two"}); err != nil {
			t.Fatal(err)
		}
	}
	grants, err := s.Grants(t.Context(), store.GrantFilter{Units: []string{"sd"}, Day: "2020-05-20"}, nil, 10)
	if err != nil || len(grants) != 2 || !grants[0].Bootstrap {
		t.Fatalf("%+v, %v", grants, err)
	}
	mutate(t, s, func(tx *store.Tx) error {
		g, err := tx.LockGrant(t.Context(), grants[0].ID)
		if err != nil {
			return err
		}
		gone, err := g.Withdraw(registry.Step{By: "boss", At: tx.Now(), Reason: "离任"})
		if err != nil {
			return err
		}
		return tx.WithdrawGrant(t.Context(), gone)
	})
	if err := owner.EnsureAdmins(t.Context(), "sd", []string{"one", "two"}); err != nil {
		t.Fatal(err)
	}
	held, err := s.GrantsInForce(t.Context(), grants[0].Principal, "2020-05-20")
	if len(held) != 0 || err != nil {
		t.Errorf("%s came back: %v, %v", grants[0].Principal, held, err)
	}
	if err := s.EnsureAdmins(t.Context(), "sd", []string{"three"}); err == nil {
		t.Error("the application made an administrator")
	}
}
