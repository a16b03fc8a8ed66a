import { describe, expect, it } from "vitest";
import { mapSearch, parseMapView } from "./mapView";

describe("the address of the wall of tiles", () => {
  it("comes back as it was", () => {
    const view = { unit: "bz", month: "2020-05", indicator: "lead", listing: "city", cutoff: "", at: "bc" };
    expect(parseMapView(mapSearch(view), "sd", "2020-01")).toEqual(view);
  });

  it("opens without one, and tells the present only", () => {
    expect(parseMapView(new URLSearchParams("cutoff=x&month=2020-13"), "sd", "2020-01")).toEqual({ unit: "sd", month: "2020-01", indicator: "completion_rate", listing: "", cutoff: "", at: "" });
  });
});
