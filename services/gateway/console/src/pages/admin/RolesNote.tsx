import { Button, Modal } from "antd";
import { useState } from "react";
import { ROLE_DEEDS } from "../../domain/grants";

/** What each role may do, for who gives one. */
export function RolesNote() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button type="link" size="small" onClick={() => setOpen(true)}>
        各角色能做什么
      </Button>
      <Modal open={open} title="各角色能做什么（在授权单位及其下级）" onCancel={() => setOpen(false)} footer={null} width={720} destroyOnHidden>
        <table className="plain-table wraps">
          <thead>
            <tr>
              <th scope="col">角色</th>
              <th scope="col">能做的事</th>
            </tr>
          </thead>
          <tbody>
            {ROLE_DEEDS.map(({ role, name, deeds }) => (
              <tr key={role}>
                <th scope="row">{name}</th>
                <td>{deeds}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Modal>
    </>
  );
}
