import { chooseTheme, type Theme, useTheme } from "../state/theme.ts";
import { Icon } from "./icon.tsx";
import { Segmented } from "./segmented.tsx";

const options: readonly { readonly value: Theme; readonly face: React.ReactNode; readonly label: string }[] = [
  { value: "light", face: <Icon name="sun" />, label: "Light" },
  { value: "system", face: <Icon name="system" />, label: "As the system" },
  { value: "dark", face: <Icon name="moon" />, label: "Dark" },
];

/** Light, dark, or as the machine is set. */
export function ThemeSwitch() {
  return <Segmented label="Theme" options={options} value={useTheme()} onChange={chooseTheme} />;
}
