package authz

import (
	"testing"

	"pacesetter/pkg/authn"
)

func roles(r ...authn.Role) []authn.Role { return r }

func TestListingVerdict(t *testing.T) {
	for name, tc := range map[string]struct {
		by      []authn.Role
		listing Level
		want    Verdict
	}{
		"a county lists at its own level":        {roles(authn.RoleCounty), LevelCounty, InForce},
		"a county lists below":                   {roles(authn.RoleCounty), LevelTownship, InForce},
		"a county proposes to the city's":        {roles(authn.RoleCounty), LevelCity, Proposed},
		"a county proposes to the province's":    {roles(authn.RoleCounty), LevelProvince, Proposed},
		"a city lists at its own level":          {roles(authn.RoleCity), LevelCity, InForce},
		"a city confirms the province's as well": {roles(authn.RoleCity), LevelProvince, InForce},
		"of two roles the higher counts":         {roles(authn.RoleCounty, authn.RoleCity), LevelCity, InForce},
		"a reader lists nothing":                 {roles(authn.RoleProvince), LevelCounty, Refused},
		"nobody lists nothing":                   {nil, LevelCounty, Refused},
	} {
		t.Run(name, func(t *testing.T) {
			if got := ListingVerdict(tc.by, tc.listing); got != tc.want {
				t.Fatalf("ListingVerdict() = %v, want %v", got, tc.want)
			}
		})
	}
}

func TestMayAccept(t *testing.T) {
	for name, tc := range map[string]struct {
		by        []authn.Role
		submitted authn.Role
		want      bool
		cut       bool
	}{
		"a county accepts a township's":                   {roles(authn.RoleCounty), authn.RoleTownship, true, false},
		"a county accepts an officer's":                   {roles(authn.RoleCounty), authn.RoleOfficer, true, false},
		"a county doesn't accept a county's":              {roles(authn.RoleCounty), authn.RoleCounty, false, false},
		"a city accepts a county's":                       {roles(authn.RoleCity), authn.RoleCounty, true, false},
		"a city leaves a township's":                      {roles(authn.RoleCity), authn.RoleTownship, false, false},
		"a city accepts its own":                          {roles(authn.RoleCity), authn.RoleCity, true, false},
		"a county leaves a city's":                        {roles(authn.RoleCounty), authn.RoleCity, false, false},
		"somebody who is both":                            {roles(authn.RoleCounty, authn.RoleCity), authn.RoleCounty, true, false},
		"a township accepts nothing":                      {roles(authn.RoleTownship), authn.RoleOfficer, false, false},
		"a submitter who may not submit":                  {roles(authn.RoleCity), authn.RoleLeader, false, false},
		"a role nobody knows":                             {roles(authn.RoleCity), "king", false, false},
		"after the cut-off a county accepts nothing":      {roles(authn.RoleCounty), authn.RoleTownship, false, true},
		"after the cut-off a city accepts a township's":   {roles(authn.RoleCity), authn.RoleTownship, true, true},
		"after the cut-off a city accepts a county's too": {roles(authn.RoleCity), authn.RoleCounty, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			if got := MayAccept(tc.by, tc.submitted, tc.cut); got != tc.want {
				t.Fatalf("MayAccept() = %v, want %v", got, tc.want)
			}
		})
	}
}

func TestMayCorrect(t *testing.T) {
	for name, tc := range map[string]struct {
		by    []authn.Role
		after bool
		want  bool
	}{
		"a county":                   {roles(authn.RoleCounty), false, true},
		"a county after the cut-off": {roles(authn.RoleCounty), true, false},
		"a city":                     {roles(authn.RoleCity), false, true},
		"a city after the cut-off":   {roles(authn.RoleCity), true, true},
		"a township":                 {roles(authn.RoleTownship), false, false},
		"nobody":                     {nil, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := MayCorrect(tc.by, tc.after); got != tc.want {
				t.Fatalf("MayCorrect() = %v, want %v", got, tc.want)
			}
		})
	}
}

func TestMayHandIn(t *testing.T) {
	for name, tc := range map[string]struct {
		by   []authn.Role
		unit Level
		want bool
	}{
		"a township its own":                {roles(authn.RoleTownship), LevelTownship, true},
		"a county a township's":             {roles(authn.RoleCounty), LevelTownship, true},
		"a township a county's":             {roles(authn.RoleTownship), LevelCounty, false},
		"a county its own":                  {roles(authn.RoleCounty), LevelCounty, true},
		"a city its own":                    {roles(authn.RoleCity), LevelCity, true},
		"nobody the province's":             {roles(authn.RoleCity, authn.RoleProvince), LevelProvince, false},
		"who writes no reports":             {roles(authn.RoleLeader), LevelTownship, false},
		"who has no role":                   {nil, LevelTownship, false},
		"a unit of a level that nobody has": {nil, LevelNone, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := MayHandIn(tc.by, tc.unit); got != tc.want {
				t.Fatalf("MayHandIn() = %v, want %v", got, tc.want)
			}
		})
	}
}

func TestHighest(t *testing.T) {
	if got := Highest(roles(authn.RoleTownship, authn.RoleCity, authn.RoleCounty)); got != authn.RoleCity {
		t.Fatalf("Highest() = %s", got)
	}
	if got := Highest(nil); got != "" {
		t.Fatalf("Highest(nil) = %s", got)
	}
}
