import { Link } from "react-router";
import { grouped } from "../../domain/money";
import { Panel } from "../../ui/Panel";
import type { Task } from "./useTasks";
import { useTasks } from "./useTasks";
import type { Desk } from "./useWorkbench";

/** What waits for the user, each with the way to where it is done. */
export function TaskPanel({ desk }: { desk: Desk }) {
  const tasks = useTasks(desk);
  if (tasks.length === 0) return null;
  return (
    <Panel title="待办">
      <ul className="tasks">
        {tasks.map((task) => (
          <TaskLine key={task.key} task={task} />
        ))}
      </ul>
    </Panel>
  );
}

function TaskLine({ task: { key, title, note, to, count, failed } }: { task: Task }) {
  return (
    <li data-task={key}>
      <Link to={to}>{title}</Link>
      <span className="muted">{note}</span>
      <span className={count ? "count" : "count muted"}>{failed ? "读取失败" : count === undefined ? "…" : count === 0 ? "无" : grouped(count)}</span>
    </li>
  );
}
