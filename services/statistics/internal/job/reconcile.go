// Package job holds statistics' periodic work: the comparison of what it keeps with
// what the registry says, and of its cells with its facts.
package job

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"pacesetter/pkg/pg"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/statistics/internal/events"
	"pacesetter/services/statistics/internal/store"
)

// Reconciler compares facts with the registry and cells with facts. Filling an
// empty database, making up for a lost topic and repairing are the same to it.
type Reconciler struct {
	pool     *pgxpool.Pool
	store    *store.Store
	registry registryv1.StateServiceClient
	log      *slog.Logger
	compared func(states int)
}

// NewReconciler makes a Reconciler. compared hears, every now and then, how many more
// of the kept states were compared with the registry's; nil if nobody wants to.
func NewReconciler(pool *pgxpool.Pool, st *store.Store, registry registryv1.StateServiceClient, log *slog.Logger, compared func(states int)) *Reconciler {
	if compared == nil {
		compared = func(int) {}
	}
	return &Reconciler{pool: pool, store: st, registry: registry, log: log, compared: compared}
}

// Result says what a reconciliation found.
type Result struct {
	Facts    int // aggregates that differ from the registry
	Cells    int // cells that differ from the facts
	Repaired bool
}

// Differences is how many things differed.
func (r Result) Differences() int { return r.Facts + r.Cells }

// Run compares, and with repair mends what differs. Facts come first, because cells
// are judged by them.
func (r *Reconciler) Run(ctx context.Context, repair bool) (Result, error) {
	result := Result{Repaired: repair}
	for _, entity := range store.Entities() {
		n, err := r.facts(ctx, entity, repair)
		if err != nil {
			return result, fmt.Errorf("reconcile every %s: %w", entity, err)
		}
		result.Facts += n
	}
	cells := r.store.CheckCells
	if repair {
		cells = r.store.MendCells
	}
	var err error
	if result.Cells, err = cells(ctx); err != nil {
		return result, err
	}
	return result, nil
}

// mendChunk is how many aggregates are asked for and mended at a time.
const mendChunk = 500

// facts walks our states and the registry's side by side, both in the order of
// their IDs.
func (r *Reconciler) facts(ctx context.Context, entity store.Entity, repair bool) (int, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends the stream, however far it was read
	empty, err := r.store.IsEmpty(ctx, entity)
	if err != nil {
		return 0, err
	}
	fill := repair && empty // everything is wanted: let the payloads come at once
	theirs, err := r.open(ctx, entity, fill)
	if err != nil {
		return 0, err
	}
	m := &mender{Reconciler: r, entity: entity, repair: repair}
	if fill {
		err = m.fill(ctx, theirs)
		return m.found, err
	}
	err = r.store.EachState(ctx, entity, func(ours store.State) error {
		m.count()
		return m.pass(ctx, theirs, ours)
	})
	if rest := m.passed % mendChunk; rest > 0 {
		r.compared(rest)
	}
	if err == nil {
		err = m.rest(ctx, theirs)
	}
	return m.found, err
}

func (r *Reconciler) open(ctx context.Context, entity store.Entity, payload bool) (*remote, error) {
	stream, err := r.registry.StreamState(ctx, &registryv1.StreamStateRequest{Entity: string(entity), WithPayload: payload})
	if err != nil {
		return nil, fmt.Errorf("open stream of states: %w", err)
	}
	theirs := &remote{stream: stream}
	return theirs, theirs.next()
}

// remote is the registry's side of the walk.
type remote struct {
	stream interface {
		Recv() (*registryv1.StreamStateResponse, error)
	}
	batch []*registryv1.AggregateState
	ended bool
}

// head is the aggregate the walk has come to, nil at the end.
func (r *remote) head() *registryv1.AggregateState {
	if r.ended {
		return nil
	}
	return r.batch[0]
}

// next goes on to the next aggregate.
func (r *remote) next() error {
	if len(r.batch) > 0 {
		r.batch = r.batch[1:]
	}
	for len(r.batch) == 0 && !r.ended {
		resp, err := r.stream.Recv()
		switch {
		case errors.Is(err, io.EOF):
			r.ended = true
		case err != nil:
			return fmt.Errorf("read states of the registry: %w", err)
		default:
			r.batch = resp.GetAggregates()
		}
	}
	return nil
}

// mender counts differences of one entity, and mends them chunk by chunk.
type mender struct {
	*Reconciler
	entity  store.Entity
	repair  bool
	found   int
	passed  int
	pending map[string]int64 // ID to the version we have, 0 for none
}

// fill takes everything the registry has. What events brought meanwhile is newer,
// and stays.
func (m *mender) fill(ctx context.Context, theirs *remote) error {
	var facts store.Facts
	for h := theirs.head(); h != nil; h = theirs.head() {
		if err := events.Append(&facts, m.entity, payloadOf(h, 0)); err != nil {
			return err
		}
		if m.found++; m.found%mendChunk == 0 {
			if err := m.apply(ctx, facts); err != nil {
				return err
			}
			facts = store.Facts{}
		}
		if err := theirs.next(); err != nil {
			return err
		}
	}
	return m.apply(ctx, facts)
}

// payloadOf is an aggregate as the registry told it, of which version seen is kept.
func payloadOf(a *registryv1.AggregateState, seen int64) events.Payload {
	p := events.Payload{ID: a.GetId(), Body: a.GetPayload(), Seen: seen}
	if a.GetRecordTime().IsValid() {
		p.Time = a.GetRecordTime().AsTime()
	}
	return p
}

func (m *mender) apply(ctx context.Context, facts store.Facts) error {
	return pg.InTx(ctx, m.pool, func(tx pgx.Tx) error {
		_, err := m.store.Apply(ctx, tx, facts)
		return err
	})
}

// count tells of the states passed, chunk by chunk.
func (m *mender) count() {
	if m.passed++; m.passed%mendChunk == 0 {
		m.compared(mendChunk)
	}
}

// pass goes past one state of ours: what the registry has before it is missing
// here, and if it isn't there itself the registry doesn't know it.
func (m *mender) pass(ctx context.Context, theirs *remote, ours store.State) error {
	for h := theirs.head(); h != nil && h.GetId() < ours.ID; h = theirs.head() {
		if err := m.differs(ctx, h.GetId(), 0); err != nil {
			return err
		}
		if err := theirs.next(); err != nil {
			return err
		}
	}
	h := theirs.head()
	if h == nil || h.GetId() != ours.ID {
		return m.differs(ctx, ours.ID, ours.Version)
	}
	if h.GetVersion() != ours.Version || h.GetHash() != ours.Hash {
		if err := m.differs(ctx, ours.ID, ours.Version); err != nil {
			return err
		}
	}
	return theirs.next()
}

// rest takes what the registry has behind our last.
func (m *mender) rest(ctx context.Context, theirs *remote) error {
	for h := theirs.head(); h != nil; h = theirs.head() {
		if err := m.differs(ctx, h.GetId(), 0); err != nil {
			return err
		}
		if err := theirs.next(); err != nil {
			return err
		}
	}
	return m.mend(ctx)
}

func (m *mender) differs(ctx context.Context, id string, have int64) error {
	m.found++
	if m.found <= 10 { // enough to look into it
		m.log.WarnContext(ctx, "fact differs from the registry", "entity", m.entity, "id", id, "version", have)
	}
	if !m.repair {
		return nil
	}
	if m.pending == nil {
		m.pending = make(map[string]int64, mendChunk)
	}
	m.pending[id] = have
	if len(m.pending) < mendChunk {
		return nil
	}
	return m.mend(ctx)
}

// mend asks the registry for the present state of what differs, after ours was
// read, and takes its word.
func (m *mender) mend(ctx context.Context) error {
	if len(m.pending) == 0 {
		return nil
	}
	facts, err := m.fetch(ctx)
	if err != nil {
		return err
	}
	m.pending = nil
	return m.apply(ctx, facts)
}

// fetch reads the pending aggregates' payloads into facts; those that the registry
// doesn't have are gone.
func (m *mender) fetch(ctx context.Context) (store.Facts, error) {
	facts := store.Facts{Mend: true}
	ids := make([]string, 0, len(m.pending))
	for id := range m.pending {
		ids = append(ids, id)
	}
	stream, err := m.registry.StreamState(ctx, &registryv1.StreamStateRequest{Entity: string(m.entity), Ids: ids, WithPayload: true})
	if err != nil {
		return facts, fmt.Errorf("ask for states: %w", err)
	}
	theirs := &remote{stream: stream}
	for err = theirs.next(); err == nil && theirs.head() != nil; err = theirs.next() {
		h := theirs.head()
		if err := events.Append(&facts, m.entity, payloadOf(h, m.pending[h.GetId()])); err != nil {
			return facts, err
		}
		delete(m.pending, h.GetId())
	}
	if err != nil {
		return facts, err
	}
	for id, have := range m.pending {
		if err := events.AppendGone(&facts, m.entity, id, have); err != nil {
			return facts, err
		}
	}
	return facts, nil
}
