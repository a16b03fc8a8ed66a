package registry

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// refuseTwins keeps out what the sheet's own comparison of names could not see: rows
// that a person or the register's spelling makes the same project. Of equal ones the
// first stands; of those that contradict each other none.
func refuseTwins(plans []RowPlan) {
	first := map[string]int{}
	for n := range plans {
		key := plans[n].target()
		if key == "" {
			continue
		}
		other, twin := first[key]
		if !twin {
			first[key] = n
			continue
		}
		if plans[other].says(plans[n].Entry) {
			plans[n] = plans[n].refused(refuse("ROW_DUPLICATE", "name", "row", rowText(plans[other].Row)))
			continue
		}
		if plans[other].Action != ActionRefused {
			plans[other] = plans[other].refused(refuse("ROW_CONTRADICTS", "name", "row", rowText(plans[n].Row)))
		}
		plans[n] = plans[n].refused(refuse("ROW_CONTRADICTS", "name", "row", rowText(plans[other].Row)))
	}
}

// says tells whether both rows say the same.
func (e Entry) says(o Entry) bool {
	if e.Told != nil && o.Told != nil {
		return e.Told.same(*o.Told)
	}
	return e.Said.same(o.Said)
}

// target is the project that a row would change or settle, empty for none.
func (p RowPlan) target() string {
	switch {
	case p.Decision.Skip || p.Action == ActionRefused || p.Action == ActionNone:
		return ""
	case p.Project != "":
		return string(p.Project)
	default:
		return p.Unit + "\n" + NormaliseName(p.Name) + "\n" + NormaliseName(p.Company)
	}
}

// Valid tells whether nothing keeps the row out: it writes, changes nothing, or was
// left out by a person.
func (p RowPlan) Valid() bool {
	return p.Decision.Skip || p.Action != ActionRefused && p.Action != ActionConflict
}

// Fingerprint stands for everything a person saw in a preview that the register or
// another person can change: projects, versions, actions, decisions and headers.
func (i Importing) Fingerprint(plans []RowPlan) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s %v\n", i.Import.ID, i.Reading) // maps are printed in the order of their keys
	for _, p := range plans {
		var version int64
		if p.Before != nil {
			version = p.Before.Version
		}
		fmt.Fprintf(h, "%d %d %q %d %d %d %t %q %+v %+v\n", p.Row, p.Kind, p.Project, version, p.Report.Version,
			p.Action, p.ChangedSince, p.Unit, p.Defaults, p.Decision)
	}
	return hex.EncodeToString(h.Sum(nil))
}
