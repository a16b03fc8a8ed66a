package server_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"google.golang.org/protobuf/testing/protocmp"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

func TestCreateUnitRefusals(t *testing.T) {
	t.Parallel()
	r := start(t)
	for name, tc := range map[string]struct {
		edit   func(*registryv1.CreateUnitRequest)
		as     authn.Principal
		kind   errs.Kind
		reason string
	}{
		"a known code":        {edit: func(q *registryv1.CreateUnitRequest) { q.Unit.Code = "bc" }, kind: errs.KindExists, reason: "UNIT_EXISTS"},
		"a misshapen code":    {edit: func(q *registryv1.CreateUnitRequest) { q.Unit.Code = "BC_" }, kind: errs.KindInvalid, reason: "UNIT_CODE_SHAPE"},
		"a misshapen GB code": {edit: func(q *registryv1.CreateUnitRequest) { q.Unit.GbCode = "37" }, kind: errs.KindInvalid, reason: "GB_CODE_SHAPE"},
		"a zone's own code":   {edit: func(q *registryv1.CreateUnitRequest) { q.Unit.GbCode = "371671" }, kind: errs.KindInvalid, reason: "GB_CODE_UNKNOWN"},
		"no name":             {edit: func(q *registryv1.CreateUnitRequest) { q.Unit.Name = " " }, kind: errs.KindInvalid, reason: "UNIT_NAME_MISSING"},
		"no kind":             {edit: func(q *registryv1.CreateUnitRequest) { q.Unit.Kind = 0 }, kind: errs.KindInvalid, reason: "UNIT_KIND_UNKNOWN"},
		"an unknown parent":   {edit: func(q *registryv1.CreateUnitRequest) { q.Parent = "x" }, kind: errs.KindNotFound, reason: "UNIT_NOT_FOUND"},
		"a parent of later":   {edit: func(q *registryv1.CreateUnitRequest) { q.FromYear = 2018 }, kind: errs.KindNotFound, reason: "UNIT_NOT_FOUND"},
		"no year":             {edit: func(q *registryv1.CreateUnitRequest) { q.FromYear = 0 }, kind: errs.KindInvalid, reason: "YEAR_INVALID"},
		"too many decimals": {edit: func(q *registryv1.CreateUnitRequest) {
			n := int32(9)
			q.Unit.Settings = &registryv1.UnitSettings{Decimals: &n}
		}, kind: errs.KindInvalid, reason: "DECIMALS_INVALID"},
		"by a county":          {as: somebody(authn.RoleCounty, "bc"), edit: func(q *registryv1.CreateUnitRequest) { q.Parent = "bc" }, kind: errs.KindDenied, reason: "FORBIDDEN"},
		"by another's admin":   {as: somebody(authn.RoleAdmin, "qd"), edit: func(*registryv1.CreateUnitRequest) {}, kind: errs.KindNotFound, reason: "UNIT_NOT_FOUND"},
		"an unknown rounding":  {edit: func(q *registryv1.CreateUnitRequest) { q.Unit.Settings = &registryv1.UnitSettings{PaceRounding: 9} }, kind: errs.KindInvalid, reason: "PACE_ROUNDING_UNKNOWN"},
		"an unknown pace rule": {edit: func(q *registryv1.CreateUnitRequest) { q.Unit.Settings = &registryv1.UnitSettings{PaceRule: 9} }, kind: errs.KindInvalid, reason: "PACE_RULE_UNKNOWN"},
		"an endless unit name": {edit: func(q *registryv1.CreateUnitRequest) { q.Unit.Name = long(201) }, kind: errs.KindInvalid, reason: "TEXT_TOO_LONG"},
	} {
		t.Run(name, func(t *testing.T) {
			req := &registryv1.CreateUnitRequest{
				Unit:   &registryv1.Unit{Code: "zh", Name: "沾化区", Kind: registryv1.UnitKind_UNIT_KIND_COUNTY, GbCode: "371603"},
				Parent: "bz", FromYear: 2020, RequestId: uuid.NewString(),
			}
			tc.edit(req)
			ctx := r.as(authn.RoleAdmin, "sd")
			if tc.as.ID != "" {
				ctx = r.by(tc.as)
			}
			_, err := r.CreateUnit(ctx, req)
			wantReason(t, err, tc.kind, tc.reason)
		})
	}
}

// TestUnitsOfPastYearsBearOldCodes: a code that was valid once is one.
func TestUnitsOfPastYearsBearOldCodes(t *testing.T) {
	t.Parallel()
	r := start(t)
	res, err := r.CreateUnit(r.as(authn.RoleAdmin, "sd"), &registryv1.CreateUnitRequest{
		Unit:   &registryv1.Unit{Code: "zh", Name: "沾化县", Kind: registryv1.UnitKind_UNIT_KIND_COUNTY, GbCode: "371624"},
		Parent: "bz", FromYear: 2020, RequestId: uuid.NewString(),
	})
	if err != nil || res.GetUnit().GetGbCode() != "371624" {
		t.Fatalf("CreateUnit() = %v, %v", res, err)
	}
	_, err = r.UpdateUnit(r.as(authn.RoleAdmin, "sd"), &registryv1.UpdateUnitRequest{
		Code: "zh", Name: "沾化县", GbCode: "371699", Version: 1, RequestId: uuid.NewString(),
	})
	wantReason(t, err, errs.KindInvalid, "GB_CODE_UNKNOWN")
}

// TestACountyThatChangesCity keeps its place in earlier years.
func TestACountyThatChangesCity(t *testing.T) {
	t.Parallel()
	r := start(t)
	admin := r.as(authn.RoleAdmin, "sd")
	move := func(code, parent string, from int32, version int64) (*registryv1.MoveUnitResponse, error) {
		return r.MoveUnit(admin, &registryv1.MoveUnitRequest{Code: code, Parent: parent, FromYear: from, Version: version, RequestId: uuid.NewString()})
	}
	moved, err := move("bc", "qd", 2021, 1)
	if err != nil {
		t.Fatal(err)
	}
	want := []*registryv1.Place{{Parent: "bz", FromYear: 2019, ToYear: 2020}, {Parent: "qd", FromYear: 2021}}
	if diff := cmp.Diff(want, moved.GetUnit().GetPlaces(), protocmp.Transform()); diff != "" {
		t.Errorf("places (-want +got):\n%s", diff)
	}
	codes := func(year int32) []string {
		list, err := r.ListUnits(r.as(authn.RoleCity, "qd"), &registryv1.ListUnitsRequest{Year: year})
		if err != nil {
			t.Fatal(err)
		}
		var codes []string
		for _, u := range list.GetUnits() {
			codes = append(codes, u.GetCode())
		}
		return codes
	}
	if diff := cmp.Diff([]string{"sd", "qd"}, codes(2020)); diff != "" {
		t.Errorf("qd sees in 2020: %s", diff)
	}
	if diff := cmp.Diff([]string{"sd", "qd", "bc", "bc-t"}, codes(2021)); diff != "" {
		t.Errorf("qd sees in 2021: %s", diff)
	}
	for name, tc := range map[string]struct {
		err    error
		kind   errs.Kind
		reason string
	}{
		"below itself":    {second(move("bc", "bc-t", 2022, 2)), errs.KindPrecondition, "TREE_CYCLE"},
		"seen long ago":   {second(move("bc", "bz", 2022, 1)), errs.KindConflict, "STALE_VERSION"},
		"the root":        {second(move("sd", "bz", 2022, 1)), errs.KindPrecondition, "UNIT_IS_ROOT"},
		"an unknown unit": {second(move("x", "bz", 2022, 1)), errs.KindNotFound, "UNIT_NOT_FOUND"},
		"no such parent":  {second(move("bc", "x", 2022, 2)), errs.KindNotFound, "UNIT_NOT_FOUND"},
	} {
		t.Run(name, func(t *testing.T) { wantReason(t, tc.err, tc.kind, tc.reason) })
	}
}

// TestNobodyTakesAUnitAway from a parent that they don't administer.
func TestNobodyTakesAUnitAway(t *testing.T) {
	t.Parallel()
	r := start(t)
	who := authn.Principal{ID: "someone", Grants: []authn.Grant{{Role: authn.RoleAdmin, Unit: "bc"}, {Role: authn.RoleAdmin, Unit: "qd"}}}
	_, err := r.MoveUnit(r.by(who), &registryv1.MoveUnitRequest{Code: "bc", Parent: "qd", FromYear: 2021, Version: 1, RequestId: uuid.NewString()})
	wantReason(t, err, errs.KindDenied, "FORBIDDEN")
}

func second[T any](_ T, err error) error { return err }

func TestUnitsAreSeenFromOnesOwnPlace(t *testing.T) {
	t.Parallel()
	r := start(t)
	list, err := r.ListUnits(r.as(authn.RoleCounty, "bc"), &registryv1.ListUnitsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if list.GetYear() != 2020 || len(list.GetRoots()) != 1 || list.GetRoots()[0] != "bc" {
		t.Errorf("year %d, roots %v", list.GetYear(), list.GetRoots())
	}
	var seen []string
	for _, u := range list.GetUnits() {
		text := u.GetCode()
		if u.GetVersion() == 0 {
			text += " by name"
		}
		seen = append(seen, text)
	}
	if diff := cmp.Diff([]string{"sd by name", "bz by name", "bc", "bc-t"}, seen); diff != "" {
		t.Error(diff)
	}
	got, err := r.GetUnit(r.as(authn.RoleTownship, "bc-t"), &registryv1.GetUnitRequest{Code: "bc-t"})
	if err != nil {
		t.Fatal(err)
	}
	one, off := int32(1), false
	want := &registryv1.UnitSettings{
		PaceRounding: registryv1.PaceRounding_PACE_ROUNDING_NONE, PaceRule: registryv1.PaceRule_PACE_RULE_CALENDAR, Decimals: &one, AutoAccept: &off,
		TagSystems: &registryv1.TagSystems{},
	}
	if diff := cmp.Diff(want, got.GetEffective(), protocmp.Transform()); diff != "" {
		t.Errorf("effective settings: %s", diff)
	}
	_, err = r.GetUnit(r.as(authn.RoleTownship, "bc-t"), &registryv1.GetUnitRequest{Code: "bc"})
	wantReason(t, err, errs.KindNotFound, "UNIT_NOT_FOUND")
	nobody, err := r.ListUnits(r.by(authn.Principal{ID: "nobody"}), &registryv1.ListUnitsRequest{})
	if err != nil || len(nobody.GetUnits()) != 0 {
		t.Errorf("somebody without a grant sees %v, %v", nobody.GetUnits(), err)
	}
}
