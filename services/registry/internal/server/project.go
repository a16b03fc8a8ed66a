package server

import (
	"context"

	"github.com/google/uuid"

	"pacesetter/pkg/authz"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// GetProject implements registryv1.ProjectServiceServer.
func (s *Server) GetProject(ctx context.Context, req *registryv1.GetProjectRequest) (*registryv1.GetProjectResponse, error) {
	p, err := s.readable(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, y := range p.project.Years {
		if u, ok := p.tree.Unit(y.Unit); ok {
			names[u.Code] = u.Name
		}
	}
	systems := s.tagPolicy(p.access, p.project).SystemsOf(p.project.Tags)
	return &registryv1.GetProjectResponse{Project: events.Project(p.project), UnitNames: names, TagSystems: tagSystems(systems)}, nil
}

// readable is a project as far as its caller sees it.
type readable struct {
	access
	project registry.Project
	sight   registry.Sight
}

// readable reads a project that the caller may see.
func (s *Server) readable(ctx context.Context, text string) (readable, error) {
	a, err := s.access(ctx)
	if err != nil {
		return readable{}, err
	}
	id, err := projectID(text)
	if err != nil {
		return readable{}, err
	}
	p, err := s.store.Project(ctx, id)
	if err != nil {
		return readable{}, err
	}
	if a, err = s.forProject(ctx, s.store, a, id); err != nil {
		return readable{}, err
	}
	sight, err := a.sight(p)
	return readable{a, p.SeenWith(sight), sight}, err
}

// CreateProject implements registryv1.ProjectServiceServer.
func (s *Server) CreateProject(ctx context.Context, req *registryv1.CreateProjectRequest) (*registryv1.CreateProjectResponse, error) {
	newResp := func() *registryv1.CreateProjectResponse { return &registryv1.CreateProjectResponse{} }
	return mutate(ctx, s, "CreateProject", "", req, newResp, func(tx *store.Tx) (*registryv1.CreateProjectResponse, error) {
		a, err := s.access(ctx)
		if err != nil {
			return nil, err
		}
		if err := knownEnums(req, ""); err != nil {
			return nil, err
		}
		in := toProject(req.GetProject())
		if err := a.checkNew(in); err != nil {
			return nil, err
		}
		year := in.Years[0]
		p, found, err := registry.NewProject(registry.ProjectID(uuid.NewString()), in, s.policy(a, year.Year, year.Unit), tx.Now())
		if err != nil {
			return nil, err
		}
		p = p.EnteredBy(a.who.ID, registry.Project{})
		writes := store.Writes{Projects: []store.ProjectWrite{{After: p, Verb: events.Created}}}
		return &registryv1.CreateProjectResponse{Project: a.shown(p), Warnings: s.findings(found)}, tx.Save(ctx, writes)
	})
}

// checkNew asks whether the caller may add this project. One without exactly one
// sound year has no unit to ask about: the domain refuses it.
func (a access) checkNew(in registry.Project) error {
	if err := registry.OneYear(in); err != nil {
		return err
	}
	y := in.Years[0]
	return a.checkYear(registry.Year{}, y, registry.UnitNotFound(y.Unit).At("project.years.unit"))
}

// UpdateProject implements registryv1.ProjectServiceServer.
func (s *Server) UpdateProject(ctx context.Context, req *registryv1.UpdateProjectRequest) (*registryv1.UpdateProjectResponse, error) {
	newResp := func() *registryv1.UpdateProjectResponse { return &registryv1.UpdateProjectResponse{} }
	return mutate(ctx, s, "UpdateProject", req.GetReason(), req, newResp, func(tx *store.Tx) (*registryv1.UpdateProjectResponse, error) {
		a, before, err := s.locked(ctx, tx, req.GetId())
		if err != nil {
			return nil, err
		}
		if err := a.checkProject(authz.ProjectWrite, before, s.businessYear()); err != nil {
			return nil, err
		}
		if err := store.CheckVersion("project "+req.GetId(), before.Version, req.GetVersion()); err != nil {
			return nil, err
		}
		if err := knownEnums(req, ""); err != nil {
			return nil, err
		}
		after, found, err := before.Edit(toProject(req.GetProject()), tx.Now())
		if err != nil {
			return nil, err
		}
		if after, err = s.retagged(a, after, req.GetTags()); err != nil {
			return nil, err
		}
		after = after.EnteredBy(a.who.ID, before)
		writes := store.Writes{Projects: []store.ProjectWrite{{Before: &before, After: after, Verb: events.Changed}}}
		return &registryv1.UpdateProjectResponse{Project: a.shown(after), Warnings: s.findings(found)}, tx.Save(ctx, writes)
	})
}

// locked is a project whose row nobody else can change until the transaction ends.
func (s *Server) locked(ctx context.Context, tx *store.Tx, text string) (access, registry.Project, error) {
	a, err := s.access(ctx)
	if err != nil {
		return a, registry.Project{}, err
	}
	id, err := projectID(text)
	if err != nil {
		return a, registry.Project{}, err
	}
	p, err := tx.LockProject(ctx, id)
	if err != nil {
		return a, registry.Project{}, err
	}
	a, err = s.forProject(ctx, tx, a, id)
	return a, p, err
}

// SetProjectYear implements registryv1.ProjectServiceServer.
func (s *Server) SetProjectYear(ctx context.Context, req *registryv1.SetProjectYearRequest) (*registryv1.SetProjectYearResponse, error) {
	newResp := func() *registryv1.SetProjectYearResponse { return &registryv1.SetProjectYearResponse{} }
	return mutate(ctx, s, "SetProjectYear", req.GetReason(), req, newResp, func(tx *store.Tx) (*registryv1.SetProjectYearResponse, error) {
		a, before, err := s.locked(ctx, tx, req.GetId())
		if err != nil {
			return nil, err
		}
		year := toYear(req.GetYear())
		if err := a.checkMove(before, year); err != nil {
			return nil, err
		}
		if err := store.CheckVersion("project "+req.GetId(), before.Version, req.GetVersion()); err != nil {
			return nil, err
		}
		after, _, err := before.SetYear(year, s.policy(a, year.Year, year.Unit), tx.Now())
		if err != nil {
			return nil, err
		}
		writes := store.Writes{Projects: []store.ProjectWrite{{Before: &before, After: after, Verb: events.Changed}}}
		return &registryv1.SetProjectYearResponse{Project: a.shown(after)}, tx.Save(ctx, writes)
	})
}

// checkMove asks whether the caller may write a year's record where it was and where
// it goes.
func (a access) checkMove(before registry.Project, after registry.Year) error {
	if err := a.checkProject(authz.ProjectWrite, before, after.Year); err != nil {
		return err
	}
	if err := registry.SoundYear(after.Year, "year.year"); err != nil {
		return err
	}
	old, _ := before.Year(after.Year)
	return a.checkYear(old, after, registry.UnitNotFound(after.Unit).At("year.unit"))
}
