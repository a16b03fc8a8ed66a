import { App } from "antd";
import { useState } from "react";
import { read, write } from "../../api/client";
import type { ApiError } from "../../api/errors";
import { asApiError } from "../../api/errors";
import { keyOf, useRefresh, useRequestId } from "../../api/queries";
import type { ProjectForm } from "../../domain/projectForm";
import { differing, formOf, identityOf, partsOf, recordOf } from "../../domain/projectForm";
import type { Project, ProjectYear } from "../../gen/pacesetter/registry/v1/project_pb";
import { ProjectService } from "../../gen/pacesetter/registry/v1/project_pb";
import { useDoubts } from "./useDoubts";

const { updateProject, setProjectYear, getProject } = ProjectService.method;

/** Somebody else was faster. */
export const STALE = "STALE_VERSION";

/** What the register had when the form was filled from it. */
export interface Base {
  form: ProjectForm;
  version: bigint;
  year: ProjectYear;
}

export function baseOf(project: Project | undefined, wanted: number): Base | null {
  const year = project?.years.find((one) => one.year === wanted);
  return project && year ? { form: formOf(project, year), version: project.version, year } : null;
}

interface Editing {
  id: string;
  base: Base;
  form: ProjectForm;
  reason: string;
  faults: object;
  doubts: readonly string[];
  onBase: (base: Base) => void;
  onStale: (theirs: Base) => void;
  onClose: () => void;
}

/** Saves what changed once what is doubtful was looked at. */
export function useEditing({ id, base, form, reason, faults, doubts, onBase, onStale, onClose }: Editing) {
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const refresh = useRefresh();
  const ask = useDoubts();
  const { message } = App.useApp();
  const writeParts = useWriting(id, reason.trim(), onBase);
  const refused = async (caught: unknown) => {
    const why = asApiError(caught);
    setError(why);
    if (why.reason !== STALE) return;
    const now = await read(getProject, { id }).catch(() => undefined);
    const theirs = baseOf(now?.project, form.year);
    if (theirs) onStale(theirs);
  };
  const save = async () => {
    setTried(true);
    if (busy || Object.keys(faults).length > 0) return;
    if (!(await ask("请核对，仍然保存吗？", doubts, "仍然保存"))) return;
    setBusy(true);
    setError(null);
    try {
      const unseen = (await writeParts(base, form)).filter((sentence) => !doubts.includes(sentence));
      void (unseen.length > 0 ? message.warning(`修改已保存，请核对：${unseen.join("")}`, 8) : message.success("修改已保存"));
      onClose();
    } catch (caught) {
      await refused(caught);
    } finally {
      setBusy(false);
      refresh(); // also after a refusal: the first half may be written, or somebody was faster
    }
  };
  return { save, error, busy, tried };
}

/**
 * Writes the identity first, then the year, and tells the warnings. Where the second is
 * refused the first stays written, and the form knows it.
 */
function useWriting(id: string, reason: string, onBase: (base: Base) => void) {
  const requestId = useRequestId();
  const { message } = App.useApp();
  const writeIdentity = async ({ version }: Base, form: ProjectForm) => {
    const { tags, ...identity } = identityOf(form);
    const content = { id, project: identity, version, reason, tags: { tags } };
    const { project, warnings } = await write(updateProject, content, requestId(keyOf(updateProject, content).join(" ")));
    const next = baseOf(project, form.year);
    if (next) onBase(next);
    return { version: project?.version ?? version, warnings: warnings.map((finding) => finding.message) };
  };
  const writeYear = async (version: bigint, form: ProjectForm, known: ProjectYear) => {
    const content = { id, year: recordOf(form, known), version, reason };
    await write(setProjectYear, content, requestId(keyOf(setProjectYear, content).join(" ")));
  };
  return async (base: Base, form: ProjectForm): Promise<string[]> => {
    const { identity, year } = partsOf(differing(base.form, form));
    const { version, warnings } = identity ? await writeIdentity(base, form) : { version: base.version, warnings: [] };
    if (!year) return warnings;
    try {
      await writeYear(version, form, base.year);
    } catch (caught) {
      if (identity) void message.warning(`项目信息已保存；${form.year}年的登记没有保存，原因见表单。`, 8);
      throw caught;
    }
    return warnings;
  };
}
