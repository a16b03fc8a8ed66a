package registry

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"pacesetter/pkg/errs"
)

// maxEvidence is the most pieces of evidence that one entry brings.
const maxEvidence = 20

// EvidenceKind is what a piece of evidence is.
type EvidenceKind string

// The kinds.
const (
	EvidencePhoto    EvidenceKind = "photo"    // 现场照片
	EvidenceDocument EvidenceKind = "document" // 文件
)

// Datum is the datum of a position (坐标系): the same numbers mean places hundreds of
// metres apart in different ones.
type Datum string

// The data in use in China.
const (
	DatumWGS84    Datum = "wgs84"
	DatumCGCS2000 Datum = "cgcs2000"
	DatumGCJ02    Datum = "gcj02"
	DatumBD09     Datum = "bd09"
)

// Position is where a photo was taken, in millionths of a degree.
type Position struct {
	Latitude, Longitude int
	Datum               Datum
}

// Evidence (佐证) is one piece of evidence that a project entered a stage: a version of
// one of its documents, or a file that is kept elsewhere and recognised by the hash.
type Evidence struct {
	Stage    Stage
	Kind     EvidenceKind
	SHA256   string
	FileName string
	Place    string
	Position *Position
	Taken    time.Time
	Author   string
	Recorded time.Time

	Document        string // ID; empty for a file kept elsewhere
	DocumentVersion int
}

// JudgeEvidence is the evidence of a stage as it is kept; it refuses what could not be
// found again or believed later.
func JudgeEvidence(in []Evidence, s Stage, by string, now time.Time) ([]Evidence, error) {
	if len(in) > maxEvidence {
		return nil, errs.Invalid("EVIDENCE_TOO_MANY", "%d pieces", len(in)).With("limit", strconv.Itoa(maxEvidence)).At("evidence")
	}
	kept := make([]Evidence, len(in))
	for i, e := range in {
		e.SHA256, e.FileName, e.Place = strings.ToLower(e.SHA256), Line(e.FileName), Line(e.Place)
		e.Stage, e.Author, e.Recorded = s, by, now
		if err := e.check(now); err != nil {
			return nil, err.At("evidence[" + strconv.Itoa(i) + "]")
		}
		kept[i] = e
	}
	return kept, nil
}

func (e Evidence) check(now time.Time) *errs.Error {
	switch {
	case e.Kind != EvidencePhoto && e.Kind != EvidenceDocument:
		return errs.Invalid("EVIDENCE_KIND", "kind %q", e.Kind)
	case !regexp.MustCompile(`^[0-9a-f]{64}$`).MatchString(e.SHA256):
		return errs.Invalid("EVIDENCE_HASH", "hash %.80q", e.SHA256).With("value", shorten(e.SHA256))
	case e.FileName == "" || strings.ContainsAny(e.FileName, `/\`):
		return errs.Invalid("EVIDENCE_NAME", "file name %.80q", e.FileName).With("value", shorten(e.FileName))
	case tooLong(e.FileName, maxName) || tooLong(e.Place, maxName):
		return errs.Invalid("TEXT_TOO_LONG", "texts of evidence").With("limit", maxName.String())
	case e.Taken.IsZero() || e.Taken.After(now):
		return errs.Invalid("EVIDENCE_TIME", "taken at %s", e.Taken)
	case e.Position != nil && !e.Position.valid():
		return errs.Invalid("EVIDENCE_POSITION", "position %+v", *e.Position)
	}
	return nil
}

// valid tells whether the position is one on earth, in a datum that there is.
func (p Position) valid() bool {
	const degree = 1_000_000
	known := p.Datum == DatumWGS84 || p.Datum == DatumCGCS2000 || p.Datum == DatumGCJ02 || p.Datum == DatumBD09
	return known && -90*degree <= p.Latitude && p.Latitude <= 90*degree && -180*degree <= p.Longitude && p.Longitude <= 180*degree
}
