package server_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc/test/bufconn"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/service"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/server"
)

const phone = "13800000000"

func TestPeopleAreKeptWithTheirDepartments(t *testing.T) {
	t.Parallel()
	r := start(t)
	admin := r.as(authn.RoleAdmin, "bz")
	_, err := r.CreateDepartment(admin, &registryv1.CreateDepartmentRequest{Department: &registryv1.Department{Unit: "bc", Name: "行政审批"}, RequestId: uuid.NewString()})
	if err != nil {
		t.Fatal(err)
	}
	_, err = r.CreateDepartment(admin, &registryv1.CreateDepartmentRequest{Department: &registryv1.Department{Unit: "bc", Name: "行政审批"}, RequestId: uuid.NewString()})
	wantReason(t, err, errs.KindExists, "DEPARTMENT_EXISTS")

	p := r.newPerson(&registryv1.Person{Name: "演示人员", Unit: "bc", Department: "行政审批", Position: "科长", Phone: phone, Principal: "li"})
	_, err = r.CreatePerson(admin, &registryv1.CreatePersonRequest{Person: &registryv1.Person{Name: "另一人", Unit: "bc", Principal: "li"}, RequestId: uuid.NewString()})
	wantReason(t, err, errs.KindExists, "PERSON_PRINCIPAL_TAKEN")
	_, err = r.CreatePerson(admin, &registryv1.CreatePersonRequest{Person: &registryv1.Person{Name: "另一人", Unit: "wd", Department: "行政审批"}, RequestId: uuid.NewString()})
	wantReason(t, err, errs.KindNotFound, "DEPARTMENT_NOT_FOUND")

	p.Position = "主任"
	_, err = r.UpdatePerson(admin, &registryv1.UpdatePersonRequest{Id: p.GetId(), Person: p, Version: 1, RequestId: uuid.NewString()})
	wantReason(t, err, errs.KindInvalid, "PHONE_SHAPE") // a masked number is none
	p.Phone = phone
	changed, err := r.UpdatePerson(admin, &registryv1.UpdatePersonRequest{Id: p.GetId(), Person: p, Version: p.GetVersion(), RequestId: uuid.NewString()})
	if err != nil || changed.GetPerson().GetPosition() != "主任" || changed.GetPerson().GetVersion() != 2 {
		t.Fatalf("%v, %v", changed, err)
	}
	_, err = r.UpdatePerson(admin, &registryv1.UpdatePersonRequest{Id: p.GetId(), Person: p, Version: 1, RequestId: uuid.NewString()})
	wantReason(t, err, errs.KindConflict, "STALE_VERSION")
	p.Unit = "qd"
	_, err = r.UpdatePerson(admin, &registryv1.UpdatePersonRequest{Id: p.GetId(), Person: p, Version: 2, RequestId: uuid.NewString()})
	wantReason(t, err, errs.KindNotFound, "UNIT_NOT_FOUND")

	closed, err := r.CloseDepartment(admin, &registryv1.CloseDepartmentRequest{Unit: "bc", Name: "行政审批", ToDate: "2020-12-31", Version: 1, RequestId: uuid.NewString()})
	if err != nil || closed.GetDepartment().GetToDate() != "2020-12-31" {
		t.Fatalf("%v, %v", closed, err)
	}
}

func TestPeopleAreListedPageByPage(t *testing.T) {
	t.Parallel()
	r := start(t)
	for i := range 5 {
		r.newPerson(&registryv1.Person{Name: fmt.Sprintf("演示人员%d", i%3), Unit: "bc", Position: "科员"})
	}
	r.newPerson(&registryv1.Person{Name: "别处的人", Unit: "qd"})
	r.newPerson(&registryv1.Person{Name: "将来的人", Unit: "bc", FromDate: "2021-01-01"})
	seen := map[string]bool{}
	req := &registryv1.ListPeopleRequest{PageSize: 2}
	for pages := 1; ; pages++ {
		resp, err := r.ListPeople(r.as(authn.RoleCounty, "bc"), req)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range resp.GetPeople() {
			seen[p.GetId()] = true
		}
		if req.PageToken = resp.GetNextPageToken(); req.GetPageToken() == "" {
			if pages != 3 || len(seen) != 5 {
				t.Errorf("%d people on %d pages", len(seen), pages)
			}
			break
		}
	}
	resp, err := r.ListPeople(r.as(authn.RoleCounty, "bc"), &registryv1.ListPeopleRequest{Query: "员2 科员"})
	if err != nil || len(resp.GetPeople()) != 1 {
		t.Errorf("searched: %v, %v", resp, err)
	}
	_, err = r.ListPeople(r.as(authn.RoleCounty, "bc"), &registryv1.ListPeopleRequest{PageToken: "x"})
	wantReason(t, err, errs.KindInvalid, "PAGE_TOKEN_INVALID")
}

// TestContactDataAreForThoseWhoNeedThem asks for a lead official of the city, named
// on a county's project: in that project's matter its county may call him.
func TestContactDataAreForThoseWhoNeedThem(t *testing.T) {
	t.Parallel()
	r := start(t)
	p := r.create(newProject("甲项目"))
	lead := r.newPerson(&registryv1.Person{Name: "演示领导", Unit: "bz", Phone: phone, Principal: "lead"})
	r.assign("bz", p.GetId(), &registryv1.Responsibility{Kind: registryv1.ResponsibilityKind_RESPONSIBILITY_KIND_LEAD_OFFICIAL, PersonId: lead.GetId()})
	himself := somebody(authn.RoleLeader, "bc")
	himself.ID = "lead"
	for name, tc := range map[string]struct {
		who           authn.Principal
		person, named string
	}{
		"the province's administrator": {somebody(authn.RoleAdmin, "sd"), phone, phone},
		"the city's office":            {somebody(authn.RoleCity, "bz"), phone, phone},
		"the county's office":          {somebody(authn.RoleCounty, "bc"), "138****0000", phone},
		"a leader of the city":         {somebody(authn.RoleLeader, "bz"), "138****0000", "138****0000"},
		"an approver":                  {somebody(authn.RoleApprover, "bz"), "138****0000", "138****0000"},
		"the person":                   {himself, phone, phone},
	} {
		got, err := r.GetPerson(r.by(tc.who), &registryv1.GetPersonRequest{Id: lead.GetId()})
		if err != nil || got.GetPerson().GetPhone() != tc.person || got.GetPerson().GetMasked() != (tc.person != phone) {
			t.Errorf("%s: the person is %v, %v", name, got, err)
		}
		list, err := r.ListResponsibilities(r.by(tc.who), &registryv1.ListResponsibilitiesRequest{ProjectId: p.GetId()})
		if err != nil || list.GetResponsibilities()[0].GetPerson().GetPhone() != tc.named {
			t.Errorf("%s: named is %v, %v", name, list, err)
		}
	}
}

// TestWhoAnswersNoMoreIsNoLongerCalled: what a county may know of the city's people in
// the matter of a project ends with the matter.
func TestWhoAnswersNoMoreIsNoLongerCalled(t *testing.T) {
	t.Parallel()
	r := start(t)
	p := r.create(newProject("甲项目"))
	official := r.newPerson(&registryv1.Person{Name: "演示领导", Unit: "bz", Phone: phone})
	duty := r.assign("bz", p.GetId(), &registryv1.Responsibility{Kind: lead, PersonId: official.GetId(), ToDate: "2020-05-21"})
	for day, want := range []string{phone, phone, "138****0000"} {
		list, err := r.ListResponsibilities(r.as(authn.RoleCounty, "bc"), &registryv1.ListResponsibilitiesRequest{ProjectId: p.GetId()})
		if err != nil || len(list.GetResponsibilities()) != 1 || list.GetResponsibilities()[0].GetPerson().GetPhone() != want {
			t.Errorf("on day %d of a duty until %s: %v, %v", day+1, duty.GetToDate(), list, err)
		}
		r.clock.advance(24 * time.Hour)
	}
}

// TestContactDataLeaveTheRegisterNowhere does everything that touches a phone number,
// refusals too, and looks for it in what is logged and in every table but the people's own: what is told,
// remembered, answered again.
func TestContactDataLeaveTheRegisterNowhere(t *testing.T) {
	t.Parallel()
	r := start(t)
	logged := r.serveAsDeployed()
	p := r.create(newProject("甲项目"))
	admin := r.as(authn.RoleAdmin, "sd")
	person := r.newPerson(&registryv1.Person{Name: "演示人员", Unit: "bc", Phone: phone, Principal: "li"})
	person.Position, person.Phone = "主任", phone
	for version, reason := range map[int64]string{1: "", 9: "STALE_VERSION"} {
		_, err := r.UpdatePerson(admin, &registryv1.UpdatePersonRequest{Id: person.GetId(), Person: person, Version: version, RequestId: uuid.NewString()})
		if errs.ReasonOf(err) != reason {
			t.Fatal(err)
		}
	}
	for _, in := range []*registryv1.Person{{Name: "重号", Unit: "bc", Phone: phone, Principal: "li"}, {Name: "错号", Unit: "bc", Phone: phone + "号"}, {Unit: "bc", Phone: phone}} {
		if _, err := r.CreatePerson(admin, &registryv1.CreatePersonRequest{Person: in, RequestId: uuid.NewString()}); err == nil {
			t.Fatal("accepted")
		}
	}
	duty := r.assign("bz", p.GetId(), &registryv1.Responsibility{Kind: registryv1.ResponsibilityKind_RESPONSIBILITY_KIND_SERVICE_OFFICER, PersonId: person.GetId()})
	if _, err := r.EndResponsibility(r.as(authn.RoleCity, "bz"), &registryv1.EndResponsibilityRequest{Id: duty.GetId(), ToDate: "2020-06-30", Version: 1, RequestId: uuid.NewString()}); err != nil {
		t.Fatal(err)
	}
	rows, err := r.db.Pool.Query(t.Context(), `SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || !slices.Contains(tables, "outbox") || !slices.Contains(tables, "idempotency") {
		t.Fatal(tables, err)
	}
	for _, table := range slices.DeleteFunc(tables, func(table string) bool { return table == "person" }) {
		var found int
		err := r.db.Pool.QueryRow(t.Context(), `SELECT count(*) FROM `+table+` AS t WHERE t::text LIKE '%' || $1 || '%' OR t::text LIKE '%' || $2 || '%'`,
			phone, fmt.Sprintf("%x", phone)).Scan(&found)
		if err != nil || found != 0 {
			t.Errorf("%s has the phone number %d times, %v", table, found, err)
		}
	}
	if text := logged(); strings.Contains(text, phone) || strings.Count(text, "CreatePerson") < 4 {
		t.Errorf("the log: %s", text)
	}
}

// serveAsDeployed runs the server within the process that a deployment runs, and
// returns what ends it and tells what it logged.
func (r *register) serveAsDeployed() func() string {
	r.t.Helper()
	catalogue, err := server.Catalogue()
	if err != nil {
		r.t.Fatal(err)
	}
	vocabulary, err := registry.DefaultVocabulary()
	if err != nil {
		r.t.Fatal(err)
	}
	ops, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		r.t.Fatal(err)
	}
	var log bytes.Buffer // a handler writes one line at a time; it is read once the process has ended
	lis := bufconn.Listen(1 << 20)
	svc, err := service.New("registry", service.Config{LogLevel: slog.LevelDebug, DrainTimeout: time.Second}, service.Options{
		Catalogue: catalogue, Now: r.clock.now, LogTo: &log, GRPCListener: lis, OpsListener: ops, Authorize: principalUnary,
	})
	if err != nil {
		r.t.Fatal(err)
	}
	server.New(server.Config{
		Store: r.store, Table: authz.NewTable(authz.Rules()), Vocabulary: vocabulary, Catalogue: errs.Base().Merge(catalogue), Now: r.clock.now,
	}).Register(svc)
	ctx, stop := context.WithCancel(r.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- svc.Run(ctx) }()
	r.dial(lis)
	return func() string {
		stop()
		if err := <-ended; err != nil {
			r.t.Error(err)
		}
		return log.String()
	}
}
