package authz

import (
	"slices"

	"pacesetter/pkg/authn"
)

// Level is how high an office or a listing stands.
type Level uint8

// The levels, the lowest first. None is that of roles that decide nothing.
const (
	LevelNone Level = iota
	LevelTownship
	LevelCounty
	LevelCity
	LevelProvince
)

// LevelOf is the level that a role acts at. An officer reports like a township;
// the province only reads and has no say here.
func LevelOf(role authn.Role) Level {
	switch role {
	case authn.RoleOfficer, authn.RoleTownship:
		return LevelTownship
	case authn.RoleCounty:
		return LevelCounty
	case authn.RoleCity:
		return LevelCity
	case authn.RoleApprover, authn.RoleFactor, authn.RoleLeader, authn.RoleProvince,
		authn.RoleAdmin, authn.RoleIntegrator, authn.RoleService:
		return LevelNone
	}
	return LevelNone
}

// Highest is the role by which somebody acts who has several; it is what a
// submitted report remembers of its submitter. Empty where there are none.
func Highest(roles []authn.Role) authn.Role {
	var top authn.Role
	for _, r := range roles {
		if top == "" || LevelOf(r) > LevelOf(top) {
			top = r
		}
	}
	return top
}

// Verdict says what somebody's word does.
type Verdict uint8

// The verdicts.
const (
	Refused  Verdict = iota // nothing: they may not
	Proposed                // kept and shown, not counted until the city confirms it
	InForce                 // it counts at once
)

// ListingVerdict judges putting a project on a listing of the level, or taking it
// off, by somebody who may write listings by these roles. One's own level and
// below count at once; a higher one is a proposal until the city confirms it. The
// city's word therefore always counts: it is the confirmation.
func ListingVerdict(roles []authn.Role, listing Level) Verdict {
	by := LevelOf(Highest(roles))
	switch {
	case by == LevelNone:
		return Refused
	case by >= LevelCity || by >= listing:
		return InForce
	default:
		return Proposed
	}
}

// MayAccept judges accepting or returning a report that somebody submitted by the
// role submitted. The level above does it and no other: the county for townships
// and officers, the city for counties. No writing role stands above the city, so
// the city accepts its own; otherwise such a report could never count. After the
// cut-off every report is the city's matter: nobody below may write it any more.
func MayAccept(roles []authn.Role, submitted authn.Role, afterCutoff bool) bool {
	if afterCutoff {
		return slices.Contains(roles, authn.RoleCity)
	}
	switch LevelOf(submitted) {
	case LevelTownship:
		return slices.Contains(roles, authn.RoleCounty)
	case LevelCounty, LevelCity:
		return slices.Contains(roles, authn.RoleCity)
	case LevelNone, LevelProvince:
		return false
	}
	return false
}

// MayCorrect judges a new revision of an accepted month: the county's and the
// city's matter, after the cut-off the city's alone. That a correction needs a
// reason is the report's own rule.
func MayCorrect(roles []authn.Role, afterCutoff bool) bool {
	if afterCutoff {
		return slices.Contains(roles, authn.RoleCity)
	}
	return LevelOf(Highest(roles)) >= LevelCounty
}

// MayHandIn judges handing in a unit's month as a whole by somebody who may write its
// reports by these roles: nobody hands in for a unit above their own level, and for
// the province nobody does, which only reads.
func MayHandIn(roles []authn.Role, unit Level) bool {
	by := LevelOf(Highest(roles))
	return by > LevelNone && by >= unit
}
