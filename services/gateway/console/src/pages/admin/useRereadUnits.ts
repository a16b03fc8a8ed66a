import { useQueryClient } from "@tanstack/react-query";
import { UnitService } from "../../gen/pacesetter/registry/v1/unit_pb";
import type { Act } from "../../ui/ActionDialog";

/** The tree lasts for a session, but not beyond a change of it: after the deed it is read again. */
export function useRereadUnits(): (deed: Act) => Act {
  const client = useQueryClient();
  return (deed) => async (idOf) => {
    try {
      return await deed(idOf);
    } finally {
      void client.invalidateQueries({ queryKey: [UnitService.method.listUnits.name] });
    }
  };
}
