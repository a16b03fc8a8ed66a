package registry

import (
	"slices"
	"strings"
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
)

// Library (库) is the list of the register that a project stands in, or how it left
// them all.
//
//	from \ to          | who moves it there
//	(new) → proposed   | who registers it and says so; otherwise see DefaultLibrary
//	proposed → reserve → annual → key      | promotion: proposed, conditions met, approved
//	key → annual → reserve                 | demotion: proposed, approved
//	proposed, reserve, annual, key → withdrawn | proposed with a reason, approved; the end
//	proposed, reserve, annual, key → completed | entering completed or a later stage; the end
//
// Which steps there are, and under which conditions, is policy data (LibraryPolicy).
// Who proposes never approves.
type Library string

// The libraries, the lowest first, and the two ways out.
const (
	LibraryProposed  Library = "proposed"  // 申报
	LibraryReserve   Library = "reserve"   // 储备库
	LibraryAnnual    Library = "annual"    // 年度建设库
	LibraryKey       Library = "key"       // 重点工程库
	LibraryCompleted Library = "completed" // 竣工出库
	LibraryWithdrawn Library = "withdrawn" // 退库
)

// Libraries lists all of them in their order.
func Libraries() []Library {
	return []Library{LibraryProposed, LibraryReserve, LibraryAnnual, LibraryKey, LibraryCompleted, LibraryWithdrawn}
}

// left tells whether the project has left the libraries.
func (l Library) left() bool { return l == LibraryCompleted || l == LibraryWithdrawn }

// DefaultLibrary is where a project stands that nobody has moved yet, which is any
// that came by a sheet or by a program, or before there were libraries: what has ended
// is out; what a confirmed listing has is key, what has a plan is annual; the rest,
// and what is only being thought about without a plan, is reserve. The list goes by what
// was written down of it (project.current_library), so that another rule wants a migration
// that writes it anew and that holds library_of to it.
func DefaultLibrary(p Project) Library {
	planned := slices.ContainsFunc(p.Years, func(y Year) bool { return y.Planned > 0 })
	listed := slices.ContainsFunc(p.Years, Year.listed)
	switch {
	case p.Stage == StageWithdrawn:
		return LibraryWithdrawn
	case p.Stage.ends():
		return LibraryCompleted
	case !planned && (p.Stage == StagePlanned || p.Stage == StageReserved):
		return LibraryReserve
	case listed:
		return LibraryKey
	case planned:
		return LibraryAnnual
	default:
		return LibraryReserve
	}
}

// listed tells whether a confirmed listing has the project in that year.
func (y Year) listed() bool {
	return slices.ContainsFunc(y.Listings, func(l Listing) bool { return l.Confirmed })
}

// CurrentLibrary is where the project stands: where it was moved, else its default. What
// has ended is out, whatever code that knows no libraries left in its place.
func (p Project) CurrentLibrary() Library {
	if p.Library != "" && !p.Stage.ends() {
		return p.Library
	}
	return DefaultLibrary(p)
}

// shelved is the project with its library written down, so that a change of its plan or
// listings moves it no more.
func (p Project) shelved() Project {
	p.Library = p.CurrentLibrary()
	return p
}

// MoveKind is what a move between libraries is.
type MoveKind string

// The kinds.
const (
	Promotion  MoveKind = "promotion"  // 晋级
	Demotion   MoveKind = "demotion"   // 降级
	Withdrawal MoveKind = "withdrawal" // 退库
)

// MoveState is what became of a proposal to move a project.
type MoveState string

// The states: proposed → approved | rejected | replaced; completed stands alone.
const (
	MoveProposed  MoveState = "proposed"
	MoveApproved  MoveState = "approved"
	MoveRejected  MoveState = "rejected"
	MoveReplaced  MoveState = "replaced"  // by a newer proposal, or by the project's completion
	MoveCompleted MoveState = "completed" // left by itself; nobody proposed it
)

// LibraryMove is a proposal to move a project between libraries, and what became of it.
type LibraryMove struct {
	ID       int64 // 0 until it is stored
	Project  ProjectID
	From, To Library
	State    MoveState
	Reason   string
	Proposer string
	Proposed time.Time
	Decider  string
	Decided  time.Time
	Comment  string
	Policy   int // version of the policy whose conditions were checked; 0 for none
}

// Kind is what the move would be.
func (m LibraryMove) Kind() MoveKind {
	switch order := Libraries(); {
	case m.To == LibraryWithdrawn:
		return Withdrawal
	case slices.Index(order, m.To) > slices.Index(order, m.From):
		return Promotion
	default:
		return Demotion
	}
}

// ProposeMove proposes to move p to another library. Facts are what the conditions need
// to know of the register besides p.
func (p Project) ProposeMove(to Library, by Approver, policy LibraryPolicy, facts LibraryFacts) (LibraryMove, error) {
	if strings.TrimSpace(by.Comment) == "" {
		return LibraryMove{}, errs.Invalid("REASON_MISSING", "a move between libraries").At("reason")
	}
	m := LibraryMove{
		Project: p.ID, From: p.CurrentLibrary(), To: to, State: MoveProposed,
		Reason: by.Comment, Proposer: by.By, Proposed: by.Now, Policy: policy.Version,
	}
	return m, policy.Check(p, to, facts)
}

// ApproveMove carries out an open proposal of that kind.
func (p Project) ApproveMove(m LibraryMove, kind MoveKind, by Approver, policy LibraryPolicy, facts LibraryFacts) (Project, LibraryMove, error) {
	switch {
	case m.State != MoveProposed || m.Kind() != kind || m.From != p.CurrentLibrary():
		return Project{}, m, errs.Precondition("LIBRARY_NOT_PROPOSED", "no open proposal for a %s of project %s", kind, p.ID)
	case m.Proposer == by.By:
		return Project{}, m, errs.Denied("OWN_PROPOSAL", "%s proposed it", by.By)
	}
	if err := policy.Check(p, m.To, facts); err != nil {
		return Project{}, m, err
	}
	m.State, m.Decider, m.Decided, m.Comment, m.Policy = MoveApproved, by.By, by.Now, by.Comment, policy.Version
	after, err := p.movedTo(m.To, by.Now)
	return after, m, err
}

// movedTo is the project in another library; out of them it ends today.
func (p Project) movedTo(to Library, now time.Time) (Project, error) {
	if to == LibraryWithdrawn {
		after, err := p.enterStage(StageWithdrawn, nil, now)
		if err != nil {
			return Project{}, err
		}
		p = after
	}
	p.Library = to
	return p.touched(now), nil
}

// Reject closes an open proposal without a move.
func (m LibraryMove) Reject(by Approver) (LibraryMove, error) {
	switch {
	case m.State != MoveProposed:
		return m, errs.Precondition("LIBRARY_NOT_PROPOSED", "no open proposal for project %s", m.Project)
	case strings.TrimSpace(by.Comment) == "":
		return m, errs.Invalid("REASON_MISSING", "a rejection").At("reason")
	}
	m.State, m.Decider, m.Decided, m.Comment = MoveRejected, by.By, by.Now, by.Comment
	return m, nil
}

// Departure is the move of a project that left the libraries by being completed; false
// where it didn't.
func Departure(before, after Project, by string, now time.Time) (LibraryMove, bool) {
	from := before.CurrentLibrary()
	if from.left() || after.CurrentLibrary() != LibraryCompleted {
		return LibraryMove{}, false
	}
	return LibraryMove{
		Project: after.ID, From: from, To: LibraryCompleted, State: MoveCompleted,
		Proposer: by, Proposed: now, Decider: by, Decided: now,
	}, true
}

// today is the business day of a time.
func today(now time.Time) string { return now.In(month.Shanghai()).Format(dateLayout) }

// OpenMove is the proposal among the moves that waits for a decision; its zero value
// where there is none.
func OpenMove(moves []LibraryMove) LibraryMove {
	i := slices.IndexFunc(moves, func(m LibraryMove) bool { return m.State == MoveProposed })
	if i < 0 {
		return LibraryMove{}
	}
	return moves[i]
}
