//! A screen: what a person sees of what a terminal was sent.

/// The lines that are on it at the end, without the empty ones at the bottom.
///
/// It knows what spinners use: carriage return, line feed, up, down, and the two ways to erase.
pub fn see(shown: &str) -> Vec<String> {
    let mut screen = Screen::default();
    let mut rest = shown.chars();
    while let Some(sign) = rest.next() {
        match sign {
            '\r' => screen.column = 0,
            '\n' => screen.go_to(screen.row + 1),
            '\x1b' => screen.control(&mut rest),
            sign => screen.put(sign),
        }
    }
    let lines = screen.lines.into_iter();
    let mut lines: Vec<_> = lines
        .map(|line| String::from_iter(line).trim_end().to_owned())
        .collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

#[derive(Default)]
struct Screen {
    lines: Vec<Vec<char>>,
    row: usize,
    column: usize,
}

impl Screen {
    fn go_to(&mut self, row: usize) {
        self.row = row;
        if self.lines.len() <= row {
            self.lines.resize(row + 1, Vec::new());
        }
    }

    fn put(&mut self, sign: char) {
        self.go_to(self.row);
        let line = &mut self.lines[self.row];
        if line.len() <= self.column {
            line.resize(self.column + 1, ' ');
        }
        line[self.column] = sign;
        self.column += 1;
    }

    fn control(&mut self, rest: &mut impl Iterator<Item = char>) {
        assert_eq!(rest.next(), Some('['));
        let mut parameters = String::new();
        let last = loop {
            match rest.next() {
                Some(sign @ '\x40'..='\x7e') => break sign,
                Some(sign) => parameters.push(sign),
                None => return,
            }
        };
        let count = parameters.parse().unwrap_or(1);
        match last {
            'A' => self.go_to(self.row.saturating_sub(count)),
            'B' => self.go_to(self.row + count),
            'K' => {
                self.go_to(self.row);
                let kept = if parameters == "2" { 0 } else { self.column };
                self.lines[self.row].truncate(kept);
            }
            'h' | 'l' | 'm' => {}
            other => panic!("an unknown control {other}"),
        }
    }
}
