package scenario

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"google.golang.org/protobuf/proto"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/synth"
)

// EnsureUnits creates those of the units that the year's tree lacks, parents first,
// and returns how many.
func EnsureUnits(ctx context.Context, c *client.Client, year int, units []synth.Unit) (int, error) {
	ctx = client.As(ctx, authn.RoleAdmin, c.Root())
	res, err := c.Units.ListUnits(ctx, &registryv1.ListUnitsRequest{Year: int32(year)}) //nolint:gosec // a checked year
	if err != nil {
		return 0, fmt.Errorf("list units: %w", err)
	}
	there := map[string]bool{}
	for _, u := range res.GetUnits() {
		there[u.GetCode()] = true
	}
	created := 0
	for _, u := range units {
		if there[u.Unit.GetCode()] {
			continue
		}
		if err := createUnit(ctx, c, year, u); err != nil {
			return created, err
		}
		created++
	}
	return created, nil
}

// createUnit gives a unit that stands elsewhere in other years its place from this
// one on.
func createUnit(ctx context.Context, c *client.Client, year int, u synth.Unit) error {
	_, err := c.Units.CreateUnit(ctx, &registryv1.CreateUnitRequest{
		Unit: u.Unit, Parent: u.Parent, FromYear: int32(year), RequestId: uuid.NewString(), //nolint:gosec // a checked year
	})
	if errs.ReasonOf(err) == "UNIT_EXISTS" {
		err = moveUnit(ctx, c, year, u)
	}
	if err != nil {
		return fmt.Errorf("create unit %s: %w", u.Unit.GetCode(), err)
	}
	return nil
}

func moveUnit(ctx context.Context, c *client.Client, year int, u synth.Unit) error {
	res, err := c.Units.GetUnit(ctx, &registryv1.GetUnitRequest{Code: u.Unit.GetCode()})
	if err != nil {
		return err
	}
	_, err = c.Units.MoveUnit(ctx, &registryv1.MoveUnitRequest{
		Code: u.Unit.GetCode(), Parent: u.Parent, FromYear: int32(year), //nolint:gosec // a checked year
		Version: res.GetUnit().GetVersion(), RequestId: uuid.NewString(),
	})
	return err
}

// EnsureSettings adds the wanted settings to a unit's own, and tells whether it had to.
func EnsureSettings(ctx context.Context, c *client.Client, unit string, want *registryv1.UnitSettings) (bool, error) {
	ctx = client.As(ctx, authn.RoleAdmin, c.Root())
	res, err := c.Units.GetUnit(ctx, &registryv1.GetUnitRequest{Code: unit})
	if err != nil {
		return false, fmt.Errorf("read unit %s: %w", unit, err)
	}
	u := res.GetUnit()
	settings := &registryv1.UnitSettings{}
	proto.Merge(settings, u.GetSettings())
	if want.GetTagSystems() != nil {
		settings.TagSystems = nil // a list is set, not added to
	}
	proto.Merge(settings, want)
	if proto.Equal(settings, u.GetSettings()) {
		return false, nil
	}
	_, err = c.Units.UpdateUnit(ctx, &registryv1.UpdateUnitRequest{
		Code: u.GetCode(), Name: u.GetName(), GbCode: u.GetGbCode(), Aliases: u.GetAliases(),
		Settings: settings, Version: u.GetVersion(), RequestId: uuid.NewString(),
	})
	if err != nil {
		return false, fmt.Errorf("set unit %s: %w", unit, err)
	}
	return true, nil
}
