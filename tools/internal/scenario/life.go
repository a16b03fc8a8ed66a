package scenario

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"pacesetter/pkg/authn"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/synth"
)

// live tells the register what became of projects beside their reports, where it doesn't
// know yet, and returns how much that was.
func (l loading) live(ctx context.Context) (int, error) {
	lives := map[string]synth.Life{}
	for _, p := range l.made {
		if p.Life != (synth.Life{}) {
			lives[p.Project.GetNationalCode()] = p.Life
		}
	}
	if len(lives) == 0 {
		return 0, nil
	}
	found, err := rows(ctx, l.c, &registryv1.ListProjectsRequest{Unit: l.city(), Month: l.lastMonth()})
	if err != nil {
		return 0, err
	}
	written := 0
	for _, row := range found {
		n, err := l.liveOne(ctx, row.GetId(), lives[row.GetNationalCode()])
		if err != nil {
			return written, fmt.Errorf("what became of %s: %w", row.GetNationalCode(), err)
		}
		written += n
	}
	fmt.Fprintf(l.out, "  复工、免除、实质性开工：写入 %d，涉及 %d 个项目\n", written, len(lives))
	return written, nil
}

// liveOne writes what the register doesn't know of one project. What it knows already,
// also otherwise, is left alone.
func (l loading) liveOne(ctx context.Context, id string, life synth.Life) (int, error) {
	if life == (synth.Life{}) {
		return 0, nil
	}
	ctx = client.As(ctx, authn.RoleCity, l.c.Root())
	res, err := l.c.Projects.GetProject(ctx, &registryv1.GetProjectRequest{Id: id})
	if err != nil {
		return 0, err
	}
	p, known, written := res.GetProject(), factOf(res.GetProject(), l.Year), 0
	bare := known.year.GetResumedDate() == "" && !known.year.GetResumptionExcused()
	for _, step := range []struct {
		lacks bool
		write func(context.Context, *registryv1.Project, synth.Life) (*registryv1.Project, error)
	}{
		{life.Resumed != "" && bare, l.resume},
		{life.Excused != "" && bare, l.excuse},
		{life.Substantive != "" && known.substantive == "", l.startInSubstance},
	} {
		if !step.lacks {
			continue
		}
		if p, err = step.write(ctx, p, life); err != nil {
			return written, err
		}
		written++
	}
	return written, nil
}

func (l loading) resume(ctx context.Context, p *registryv1.Project, life synth.Life) (*registryv1.Project, error) {
	done, err := l.c.Lifecycle.RecordResumption(ctx, &registryv1.RecordResumptionRequest{
		Id: p.GetId(), Year: l.planYear(), Date: life.Resumed, Version: p.GetVersion(), RequestId: uuid.NewString(),
	})
	return done.GetProject(), err
}

func (l loading) excuse(ctx context.Context, p *registryv1.Project, life synth.Life) (*registryv1.Project, error) {
	done, err := l.c.Lifecycle.ExcuseResumption(ctx, &registryv1.ExcuseResumptionRequest{
		Id: p.GetId(), Year: l.planYear(), Excused: true, Reason: life.Excused, Version: p.GetVersion(), RequestId: uuid.NewString(),
	})
	return done.GetProject(), err
}

func (l loading) startInSubstance(ctx context.Context, p *registryv1.Project, life synth.Life) (*registryv1.Project, error) {
	done, err := l.c.Lifecycle.RecordSubstantiveStart(ctx, &registryv1.RecordSubstantiveStartRequest{
		Id: p.GetId(), Date: life.Substantive, Version: p.GetVersion(), RequestId: uuid.NewString(),
	})
	return done.GetProject(), err
}
