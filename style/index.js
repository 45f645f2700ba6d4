import './base.css';
import './results.css';
import './notebook.css';
