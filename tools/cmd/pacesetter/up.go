package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/launch"
	"pacesetter/tools/internal/scenario"
)

const upArgs = "[--port-offset N] [--no-scenario]"

// runUp runs the platform until ctx ends or one of its processes does.
func runUp(ctx context.Context, args []string, out, errOut io.Writer) error {
	flags := newFlags("up", upArgs, errOut)
	offset := flags.Int("port-offset", 0, "move every port by this much")
	bare := flags.Bool("no-scenario", false, "start empty, without loading a scenario")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return misuse(flags)
	}
	opts, err := platformOptions(out)
	if err != nil {
		return err
	}
	opts.PortOffset = *offset
	return up(ctx, opts, *bare, out, errOut)
}

func up(ctx context.Context, opts launch.Options, bare bool, out, errOut io.Writer) error {
	fmt.Fprintf(out, "正在启动；数据在 %s，日志在 %s\n", opts.Data, filepath.Join(opts.Data, "log"))
	platform, err := launch.Start(ctx, opts)
	if err != nil {
		return interrupted(ctx, err, "启动被中断，已全部结束。", errOut)
	}
	defer platform.Stop()
	if !bare {
		err := platform.During(ctx, func(ctx context.Context) error { return loadScenario(ctx, opts, out, errOut) })
		if ctx.Err() != nil || err != nil {
			return interrupted(ctx, err, "装入示例被中断，正在结束；已写入的都保留，下次启动时接着装入。", errOut)
		}
	}
	fmt.Fprintf(out, "ready %s\n", opts.GatewayURL())
	err = platform.Wait(ctx)
	fmt.Fprintln(out, "正在结束")
	return err
}

// interrupted forgives what failed only because Ctrl-C was pressed meanwhile, and
// says what becomes of it.
func interrupted(ctx context.Context, err error, note string, errOut io.Writer) error {
	if ctx.Err() == nil || err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	fmt.Fprintln(errOut, note)
	return nil
}

// firstScenario is what a platform on this machine shows at first.
const firstScenario = "binzhou-2020"

// loadScenario loads the scenario, which shows its roll-up.
func loadScenario(ctx context.Context, opts launch.Options, out, errOut io.Writer) error {
	c, err := client.Dial(client.Local(opts.PortOffset, launch.RootUnit, time.Now))
	if err != nil {
		return err
	}
	defer c.Close()
	return scenario.Run(ctx, c, firstScenario, out, errOut)
}

// runDownData removes the data folder, and nothing where anything else was asked for.
func runDownData(_ context.Context, args []string, out, errOut io.Writer) error {
	flags := newFlags("down-data", "", errOut)
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return misuse(flags)
	}
	opts, err := platformOptions(out)
	if err != nil {
		return err
	}
	removed, err := launch.RemoveData(opts.Data)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, map[bool]string{true: "已删除 %s\n", false: "没有可删除的数据：%s 不存在\n"}[removed], opts.Data)
	return err
}

// platformOptions are those of the checkout that this program was built in.
func platformOptions(out io.Writer) (launch.Options, error) {
	root, err := checkout()
	if err != nil {
		return launch.Options{}, err
	}
	data := os.Getenv("PACESETTER_DATA_DIR")
	if data == "" {
		data = launch.DataDir(launch.Base(), root)
	}
	opts := launch.Options{Root: root, Data: data, Out: out, Environ: os.Environ(), Broker: os.Getenv("BROKER"), Chromium: launch.FindChromium()}
	if brokers := os.Getenv("PACESETTER_KAFKA_BROKERS"); brokers != "" {
		opts.Brokers = strings.Split(brokers, ",")
	}
	return opts, nil
}

// checkout is the folder above the one that holds this program, bin/.
func checkout() (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("find the checkout: %w", err)
	}
	self, err = filepath.EvalSymlinks(self)
	if err != nil {
		return "", fmt.Errorf("find the checkout: %w", err)
	}
	return filepath.Dir(filepath.Dir(self)), nil
}
