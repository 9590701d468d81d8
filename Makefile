# The door: what a newcomer types. The floor plan is in CMakeLists.txt.
run:     release ; build/release/busbar demo
test:    dev          ; @tools/deps tools/packages-node || true
	/usr/bin/python3 tests/run.py
conformance: dev      ; BUSBAR=build/dev/busbar /usr/bin/python3 tests/scenario/conformance_test.py --print
bench:   release      ; /usr/bin/python3 tests/bench/run.py
bench-connections: release ; /usr/bin/python3 tests/bench/connections.py $(COUNTS)
bench-recovery: release ; @cmake --build build/release --target bench_recovery >/dev/null && /usr/bin/python3 tests/bench/recovery.py
lint:    deps         ; tools/lint
fuzz:    deps         ; tools/fuzz $(TIME)
cover:   deps         ; tools/cover
soak:    dev          ; /usr/bin/python3 tests/soak.py $(TIME)
soak-reconnect: release ; /usr/bin/python3 tests/soak_reconnect.py $(N)
planted: dev          ; /usr/bin/python3 tests/sim/planted.py $(SEEDS)
deb:     release      ; tools/deb
install: release      ; cmake --install build/release $(if $(PREFIX),--prefix $(PREFIX))
clean:                ; rm -rf build bench/results.json
deps:                 ; @tools/deps
dev release tsan clang: deps ; @cmake --preset $@ $(LAUNCHER) >/dev/null && cmake --build build/$@ $(if $(filter dev tsan clang,$@),--target all unit-tests)
LAUNCHER := $(if $(shell command -v ccache),-DCMAKE_C_COMPILER_LAUNCHER=ccache)
.PHONY: run test conformance bench bench-connections bench-recovery lint fuzz cover soak soak-reconnect planted deb install clean deps dev release tsan clang
