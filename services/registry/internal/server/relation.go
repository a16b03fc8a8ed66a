package server

import (
	"cmp"
	"context"
	"slices"

	"pacesetter/pkg/authz"
	"pacesetter/pkg/money"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// SetAttraction implements registryv1.LifecycleServiceServer.
func (s *Server) SetAttraction(ctx context.Context, req *registryv1.SetAttractionRequest) (*registryv1.SetAttractionResponse, error) {
	call := lifecycleCall{name: "SetAttraction", action: authz.LifeWrite, reason: req.GetReason()}
	respond := func(p *registryv1.Project) *registryv1.SetAttractionResponse {
		return &registryv1.SetAttractionResponse{Project: p}
	}
	return onProject(ctx, s, call, req, respond, func(d deciding) (registry.Project, error) {
		a := req.GetAttraction()
		return d.before.SetAttraction(registry.Attraction{
			SignedDate: a.GetSignedDate(), Signed: money.Yuan(a.GetSignedYuan()),
			LandedDate: a.GetLandedDate(), Arrived: money.Yuan(a.GetArrivedYuan()),
		}, d.who.Now)
	})
}

// SetParent implements registryv1.LifecycleServiceServer.
func (s *Server) SetParent(ctx context.Context, req *registryv1.SetParentRequest) (*registryv1.SetParentResponse, error) {
	call := lifecycleCall{name: "SetParent", action: authz.LifeWrite, reason: req.GetReason()}
	respond := func(p *registryv1.Project) *registryv1.SetParentResponse {
		return &registryv1.SetParentResponse{Project: p}
	}
	return onProject(ctx, s, call, req, respond, func(d deciding) (registry.Project, error) {
		if req.GetParentId() == "" {
			return d.before.SetParent("", int(req.GetPhase()), nil, d.who.Now)
		}
		parents, err := d.seen(ctx, []string{req.GetParentId()})
		if err != nil {
			return registry.Project{}, at(err, "parent_id")
		}
		above, err := d.tx.Above(ctx, parents[0])
		if err != nil {
			return registry.Project{}, err
		}
		return d.before.SetParent(parents[0], int(req.GetPhase()), above, d.who.Now)
	})
}

// seen are other projects by their IDs, all of which the caller must be able to read.
func (d deciding) seen(ctx context.Context, texts []string) ([]registry.ProjectID, error) {
	ids := make([]registry.ProjectID, len(texts))
	for i, text := range texts {
		id, err := projectID(text)
		if err != nil {
			return nil, err
		}
		ids[i] = id
	}
	others, err := d.tx.Read(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if _, err := d.access.sight(others[id]); err != nil {
			return nil, registry.ProjectNotFound(id)
		}
	}
	return ids, nil
}

// RecordCodeEvent implements registryv1.LifecycleServiceServer.
func (s *Server) RecordCodeEvent(ctx context.Context, req *registryv1.RecordCodeEventRequest) (*registryv1.RecordCodeEventResponse, error) {
	call := lifecycleCall{name: "RecordCodeEvent", action: authz.LifeWrite, reason: req.GetReason()}
	respond := func(p *registryv1.Project) *registryv1.RecordCodeEventResponse {
		return &registryv1.RecordCodeEventResponse{Project: p}
	}
	return onProject(ctx, s, call, req, respond, func(d deciding) (registry.Project, error) {
		successors, err := d.seen(ctx, req.GetSuccessorIds())
		if err != nil {
			return registry.Project{}, at(err, "successor_ids")
		}
		after, err := d.tx.After(ctx, successors)
		if err != nil {
			return registry.Project{}, err
		}
		e := registry.CodeEvent{Kind: toCodeEventKind(req.GetKind()), Date: req.GetDate(), NewCode: req.GetNewCode(), Successors: successors}
		changed, e, err := d.before.RecordCode(e, after, d.who)
		if err != nil {
			return registry.Project{}, err
		}
		return changed, d.tx.AddCodeEvent(ctx, d.before.ID, e)
	})
}

// toCodeEventKind is the kind in the domain's words, empty for none.
func toCodeEventKind(k registryv1.CodeEventKind) registry.CodeEventKind {
	switch k {
	case registryv1.CodeEventKind_CODE_EVENT_KIND_CHANGED:
		return registry.CodeChanged
	case registryv1.CodeEventKind_CODE_EVENT_KIND_INVALIDATED:
		return registry.CodeInvalidated
	case registryv1.CodeEventKind_CODE_EVENT_KIND_SPLIT:
		return registry.CodeSplit
	case registryv1.CodeEventKind_CODE_EVENT_KIND_UNSPECIFIED:
	}
	return ""
}

// GetRelations implements registryv1.LifecycleServiceServer.
func (s *Server) GetRelations(ctx context.Context, req *registryv1.GetRelationsRequest) (*registryv1.GetRelationsResponse, error) {
	p, err := s.readable(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	r, err := s.store.Relations(ctx, p.project)
	if err != nil {
		return nil, err
	}
	shown := relatives{p.access, r}
	resp := &registryv1.GetRelationsResponse{Parent: shown.one(p.project.Parent, p.project.Phase)}
	for _, id := range shown.inOrder() {
		other := r.Others[id]
		if other.Parent == p.project.ID {
			resp.Parts = append(resp.Parts, shown.one(id, other.Phase))
		} else if id != p.project.Parent && !succeeds(r.Events, id) {
			resp.Predecessors = append(resp.Predecessors, shown.one(id, 0))
		}
	}
	for _, e := range r.Events {
		resp.CodeEvents = append(resp.CodeEvents, shown.codeEvent(e))
	}
	return resp, nil
}

// succeeds tells whether the project is named as a successor.
func succeeds(of []registry.CodeEvent, id registry.ProjectID) bool {
	return slices.ContainsFunc(of, func(e registry.CodeEvent) bool { return slices.Contains(e.Successors, id) })
}

// relatives are other projects, shown to a caller as far as they may read them.
type relatives struct {
	access
	store.Relations
}

// one is a related project, nil for one that the caller may not read.
func (r relatives) one(id registry.ProjectID, phase int) *registryv1.RelatedProject {
	other, known := r.Others[id]
	if _, err := r.sight(other); !known || err != nil {
		return nil
	}
	return &registryv1.RelatedProject{Id: string(id), Name: other.Name, NationalCode: other.NationalCode, Phase: events.Small(phase)}
}

// inOrder lists those that the caller may read: phases first, then by name.
func (r relatives) inOrder() []registry.ProjectID {
	var ids []registry.ProjectID
	for id := range r.Others {
		if r.one(id, 0) != nil {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b registry.ProjectID) int {
		x, y := r.Others[a], r.Others[b]
		const last = 1 << 10 // behind every phase
		return cmp.Or(cmp.Compare(cmp.Or(x.Phase, last), cmp.Or(y.Phase, last)), cmp.Compare(x.Name, y.Name), cmp.Compare(a, b))
	})
	return ids
}

func (r relatives) codeEvent(e registry.CodeEvent) *registryv1.CodeEvent {
	out := &registryv1.CodeEvent{
		Kind: map[registry.CodeEventKind]registryv1.CodeEventKind{
			registry.CodeChanged:     registryv1.CodeEventKind_CODE_EVENT_KIND_CHANGED,
			registry.CodeInvalidated: registryv1.CodeEventKind_CODE_EVENT_KIND_INVALIDATED,
			registry.CodeSplit:       registryv1.CodeEventKind_CODE_EVENT_KIND_SPLIT,
		}[e.Kind],
		Date: e.Date, Reason: e.Reason, OldCode: e.OldCode, NewCode: e.NewCode, Author: e.Author, RecordTime: events.Time(e.Recorded),
	}
	for _, id := range e.Successors {
		if one := r.one(id, 0); one != nil {
			out.Successors = append(out.Successors, one)
		}
	}
	return out
}
